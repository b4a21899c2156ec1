namespace Croupier.Host.Config;

/// <summary>Kinds of names of servers, users and databases.</summary>
internal static class Names
{
    /// <summary>What PostgreSQL reads without quotes, so that no statement made of it can be another.</summary>
    public static Kind<string> User { get; } = Kinds.Text(
        "1 to 63 of a–z, 0–9 and _, not beginning with a digit",
        text => text.Length is > 0 and <= 63 && !char.IsAsciiDigit(text[0]) && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'));

    public static Kind<string> Host { get; } = Kinds.Text(
        "HOST:PORT, or the folder of a Unix socket (/run/postgresql, :PORT behind it if it is not 5432)",
        text => text.StartsWith('/') ? !text.Contains(',', StringComparison.Ordinal) : Kinds.Endpoint.Parse(text).Is);
}
