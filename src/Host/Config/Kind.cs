namespace Croupier.Host.Config;

/// <summary>What one value may be: how it is read, how it is written, and the words for it in errors and in docs/configuration.md.</summary>
/// <param name="Expected">As in "expected …": "a time of 1ms to 1h, such as 250ms".</param>
/// <param name="Parse">The value in a list of one, or nothing for a text that is none.</param>
internal sealed record Kind<T>(string Expected, Func<string, Parsed<T>> Parse, Func<T, string> Show)
{
    /// <summary>Whether null is a value of its own, written "none", and not the lack of one.</summary>
    public bool TakesNone { get; init; }
}

/// <summary>A value that was read, or none.</summary>
internal readonly record struct Parsed<T>(bool Is, T Value)
{
    public static readonly Parsed<T> None = new(false, default!);

    public static implicit operator Parsed<T>(T value) => new(true, value);
}
