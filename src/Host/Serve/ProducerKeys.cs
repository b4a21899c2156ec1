using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Croupier.Host.Config;
using Croupier.Host.Secrets;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Host.Serve;

/// <summary>
/// Producers' keys, each derived from its role's ring and its number (HKDF-SHA-256, RFC 5869), so that processes of one role can be added without telling the ledgers.
/// A ring that was exchanged counts from the next batch on: a new version is given to the ledgers first, and to its producers after.
/// </summary>
internal sealed class ProducerKeys(IReadOnlyDictionary<Role, Secret<KeyRing>> rings) : IProducerKeys
{
    /// <summary>Which instance a batch is from is its own word until it is proven, so what is remembered of such words is bounded.</summary>
    private const int MaxRemembered = 4096;

    private readonly ConcurrentDictionary<(byte[] Secret, Caller Caller), byte[]> derived = new();

    /// <inheritdoc/>
    public byte[]? Find(Caller caller, ushort keyVersion) =>
        rings.TryGetValue(caller.Role, out var ring) && caller.Instance > 0 && ring.Current.Find(keyVersion) is { } secret ? Derive(secret, caller) : null;

    /// <summary>The version and key that this producer seals with.</summary>
    public (ushort Version, byte[] Key) Sealing(Caller caller)
    {
        var ring = rings[caller.Role].Current;
        return ((ushort)ring.Newest, Derive(ring.Find(ring.Newest)!, caller));
    }

    private byte[] Derive(byte[] secret, Caller caller)
    {
        // By the very array, which is another after the ring was exchanged.
        if (derived.TryGetValue((secret, caller), out var known))
        {
            return known;
        }

        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SecretFormats.KeyBytes, info: Encoding.ASCII.GetBytes($"croupier producer {RoleNames.Of(caller.Role)} {caller.Instance}"));
        if (derived.Count >= MaxRemembered)
        {
            derived.Clear();
        }

        derived[(secret, caller)] = key;
        return key;
    }
}
