using System.Globalization;
using System.Net;

namespace Croupier.Host.Config;

/// <summary>The kinds of values that configuration has.</summary>
internal static class Kinds
{
    public static Kind<bool> Switch { get; } = new("true or false", text => text switch { "true" => true, "false" => false, _ => Parsed<bool>.None }, value => value ? "true" : "false");

    public static Kind<string> Path { get; } = new("a path, from this file's folder on if it is not absolute", text => text.Length > 0 ? text : Parsed<string>.None, Quoted);

    public static Kind<IPAddress> Address { get; } = new(
        "an IP address of this machine, or 0.0.0.0 or :: for all", text => IPAddress.TryParse(text, out var address) ? address : Parsed<IPAddress>.None, value => Quoted(value.ToString()));

    public static Kind<Uri> Https { get; } = new(
        "an https address without user, such as https://play.example/wallet",
        text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "https", UserInfo: "", Host.Length: > 0 } ? uri : Parsed<Uri>.None,
        value => Quoted(value.ToString()));

    /// <summary>An origin as browsers write it: no path, no trailing slash.</summary>
    public static Kind<string> Origin { get; } = new(
        "an origin as a browser writes it, such as https://play.example",
        text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.GetLeftPart(UriPartial.Authority) == text ? text : Parsed<string>.None,
        Quoted);

    public static Kind<string> Endpoint { get; } = new("HOST:PORT", text => IsEndpoint(text) ? text : Parsed<string>.None, Quoted);

    public static Kind<int> Port(int least) => Integer(least, 65_535);

    public static Kind<int> Integer(int least, int most) => new(
        $"a whole number, {least} to {most}",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : Parsed<int>.None,
        value => value.ToString(CultureInfo.InvariantCulture));

    public static Kind<long> Long(long least, long most) => new(
        $"a whole number, {least} to {most}",
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : Parsed<long>.None,
        value => value.ToString(CultureInfo.InvariantCulture));

    public static Kind<double> Number(double least, double most) => new(
        string.Create(CultureInfo.InvariantCulture, $"a number, {least} to {most}"),
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : Parsed<double>.None,
        value => value.ToString(CultureInfo.InvariantCulture));

    public static Kind<TimeSpan> Time(string least, string most) => new(
        $"a time of {least} to {most}: a whole number and ms, s, m, h or d",
        text => Times.Parse(text) is { } value && value >= Times.Parse(least) && value <= Times.Parse(most) ? value : Parsed<TimeSpan>.None,
        Times.Show);

    public static Kind<string> Text(string expected, Func<string, bool> rule) => new(expected, text => rule(text) ? text : Parsed<string>.None, Quoted);

    public static Kind<string> Name(int longest) => Text(
        $"1 to {longest} of a–z, 0–9 and hyphen", text => text.Length > 0 && text.Length <= longest && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'));

    public static Kind<T> Choice<T>(IReadOnlyDictionary<string, T> choices) => new(
        $"one of {string.Join(", ", choices.Keys)}",
        text => choices.TryGetValue(text, out var value) ? value : Parsed<T>.None,
        value => choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Key);

    /// <summary>Enum members in the file's spelling: GameRevenue is game_revenue.</summary>
    public static Kind<T> Words<T>(params T[] leftOut)
        where T : struct, Enum =>
        Choice(Enum.GetValues<T>().Except(leftOut).ToDictionary(value => Snake(value.ToString())));

    public static Kind<T?> OrNone<T>(Kind<T> kind)
        where T : struct => new(
        $"{kind.Expected}; or none",
        text => text == "none" ? new Parsed<T?>(true, null) : kind.Parse(text) is { Is: true, Value: var value } ? new Parsed<T?>(true, value) : Parsed<T?>.None,
        value => value is { } there ? kind.Show(there) : "none")
    {
        TakesNone = true,
    };

    /// <summary>Double quotes where YAML would read something else than the text.</summary>
    public static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal)) && text[0] != '-' && !char.IsAsciiDigit(text[0]) ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static (string Host, int Port) HostAndPort(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        return (endpoint[..colon].Trim('[', ']'), int.Parse(endpoint[(colon + 1)..], CultureInfo.InvariantCulture));
    }

    private static bool IsEndpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown;
    }

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
