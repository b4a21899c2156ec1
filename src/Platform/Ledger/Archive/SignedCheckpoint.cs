using System.Globalization;
using System.Text;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// The signed statement that a partition's state after block <paramref name="Sequence"/> is what the file of this hash holds. It was replayed from the chain, not read from the
/// tables, so nobody who altered a balance there gets it signed.
/// </summary>
internal sealed record SignedCheckpoint(
    int Partition, long Sequence, string Hash, string StateDigest, long Accounts, long Items, string Sha256, long UnixMs, string KeyId, string Signature)
    : ISignedStatement
{
    public string Name => NameOf(Sequence);

    public static string NameOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"state-{sequence:D12}");

    public byte[] SignedBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"croupier-checkpoint/1\n{Partition}\n{Sequence}\n{Hash}\n{StateDigest}\n{Accounts}\n{Items}\n{Sha256}\n{UnixMs}\n{KeyId}\n"));
}
