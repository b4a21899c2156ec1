using System.Security.Cryptography;

namespace Croupier.Platform.Fairness;

/// <summary>The kernel's generator (getrandom on Linux). Safe from any thread.</summary>
internal sealed class OperatingSystemEntropy : IEntropySource
{
    public void Fill(Span<byte> entropy) => RandomNumberGenerator.Fill(entropy);
}
