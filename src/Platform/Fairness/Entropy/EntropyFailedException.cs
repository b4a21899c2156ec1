namespace Croupier.Platform.Fairness.Entropy;

/// <summary>A source of entropy failed a health test, or gave nothing. The message names the source and the test, and no sample.</summary>
internal sealed class EntropyFailedException(string source, string what)
    : Exception($"the entropy source '{source}' {what}")
{
    public string EntropySource { get; } = source;
}
