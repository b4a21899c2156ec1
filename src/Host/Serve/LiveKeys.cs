using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Croupier.Host.Secrets;

namespace Croupier.Host.Serve;

/// <summary>Keys by their ids as they are now: for options that are given once and looked into at every use.</summary>
internal sealed class LiveKeys(Secret<IReadOnlyDictionary<string, byte[]>> secret) : IReadOnlyDictionary<string, byte[]>
{
    public IEnumerable<string> Keys => secret.Current.Keys;

    public IEnumerable<byte[]> Values => secret.Current.Values;

    public int Count => secret.Current.Count;

    public byte[] this[string key] => secret.Current[key];

    public bool ContainsKey(string key) => secret.Current.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out byte[] value) => secret.Current.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, byte[]>> GetEnumerator() => secret.Current.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
