using System.Security.Cryptography;

namespace Croupier.Platform.Fairness.Entropy;

/// <summary>The kernel's generator (getrandom on Linux). Safe from any thread. What it gives is conditioned already: the health tests behind it find a source that stands still or was replaced, not one that is merely weak.</summary>
internal sealed class OperatingSystemEntropy : IEntropySource
{
    public void Fill(Span<byte> entropy) => RandomNumberGenerator.Fill(entropy);
}
