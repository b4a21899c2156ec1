namespace Croupier.Host.Secrets;

/// <summary>Keys by version. The highest seals what is new; all of them open or prove what is there.</summary>
internal sealed class KeyRing(IReadOnlyDictionary<int, byte[]> keys)
{
    public IReadOnlyDictionary<int, byte[]> Keys { get; } = keys;

    public int Newest { get; } = keys.Keys.Max();

    public byte[]? Find(int version) => Keys.GetValueOrDefault(version);
}
