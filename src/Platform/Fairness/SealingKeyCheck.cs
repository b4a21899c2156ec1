using System.Security.Cryptography;

namespace Croupier.Platform.Fairness;

/// <summary>
/// Refuses a start with a sealing key missing, or with another key under a number that was used: the chains that it sealed could be neither played nor revealed, and
/// nobody would know before their players did.
/// </summary>
internal static class SealingKeyCheck
{
    public static async Task ExpectAsync(ChainStore store, SeedSealer sealer, CancellationToken cancellation)
    {
        var used = await store.NoteKeyAsync(sealer.CurrentVersion, sealer.CheckValue(sealer.CurrentVersion), cancellation);
        foreach (var (version, checkValue) in used)
        {
            if (!sealer.Versions.Contains(version))
            {
                throw new SealingKeyException($"sealing key {version} has sealed seeds and is not given");
            }

            if (!CryptographicOperations.FixedTimeEquals(checkValue, sealer.CheckValue(version)))
            {
                throw new SealingKeyException($"sealing key {version} is not the key that has sealed seeds under this number");
            }
        }
    }
}
