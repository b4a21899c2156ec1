using System.Security.Cryptography;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Finds a sealing key missing, or another key under a number that was used: the chains that it sealed could be neither played nor revealed, and
/// nobody would know before their players did. At the start it is refused.
/// </summary>
internal static class SealingKeyCheck
{
    public static async Task ExpectAsync(ChainStore store, SeedSealer sealer, CancellationToken cancellation)
    {
        await store.NoteKeyAsync(sealer.CurrentVersion, sealer.CheckValue(sealer.CurrentVersion), cancellation);
        if (FaultOf(await store.KeysAsync(cancellation), sealer) is { } fault)
        {
            throw new SealingKeyException(fault);
        }
    }

    /// <summary>What is wrong with the keys that are given, seen from those that were used; null when nothing is.</summary>
    public static string? FaultOf(IReadOnlyDictionary<int, byte[]> used, SeedSealer sealer)
    {
        foreach (var (version, checkValue) in used)
        {
            if (!sealer.Versions.Contains(version))
            {
                return $"sealing key {version} has sealed seeds and is not given";
            }

            if (!CryptographicOperations.FixedTimeEquals(checkValue, sealer.CheckValue(version)))
            {
                return $"sealing key {version} is not the key that has sealed seeds under this number";
            }
        }

        return null;
    }
}
