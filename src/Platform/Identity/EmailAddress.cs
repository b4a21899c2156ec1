namespace Croupier.Platform.Identity;

/// <summary>
/// An e-mail address in the one form in which two of them are compared: trimmed, lower case. Only ASCII is accepted (an international
/// domain in its xn-- form), so that no two addresses look alike to a person and differ to the database.
/// </summary>
internal readonly record struct EmailAddress
{
    private const int MaxLength = 254;
    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;

    private EmailAddress(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string? input, out EmailAddress address)
    {
        address = default;
        var text = input?.Trim(' ');
        if (text is null || text.Length > MaxLength || text.Any(c => c is <= ' ' or >= (char)0x7F))
        {
            return false;
        }

        var at = text.LastIndexOf('@');
        if (at < 1 || at > MaxLocalLength || !text[..at].All(IsLocal) || text[..at].Split('.').Any(p => p.Length == 0))
        {
            return false;
        }

        var labels = text[(at + 1)..].Split('.');
        if (labels.Length < 2 || labels.Any(l => l.Length is 0 or > MaxLabelLength || l[0] == '-' || l[^1] == '-' || !l.All(IsLabel)))
        {
            return false;
        }

#pragma warning disable CA1308 // Lower case is the form in which addresses are written; the text is ASCII.
        address = new EmailAddress(text.ToLowerInvariant());
#pragma warning restore CA1308
        return true;
    }

    /// <summary>Says nothing, so that no log line can carry an address.</summary>
    public override string ToString() => "EmailAddress(…)";

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal);

    private static bool IsLabel(char c) => char.IsAsciiLetterOrDigit(c) || c == '-';
}
