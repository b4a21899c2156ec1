using System.Globalization;
using System.Text;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// The signed statement beside a file of blocks: which it holds, what they follow, and the hash of the file. <paramref name="LastTransfer"/> is the number of the last
/// transfer that follows from them.
/// </summary>
internal sealed record ArchivedFile(
    int Partition, long First, long Last, string PreviousHash, string LastHash, long LastTransfer, long Bytes, string Sha256, long UnixMs, string KeyId, string Signature)
    : ISignedStatement
{
    public string Name => NameOf(First, Last);

    public static string NameOf(long first, long last) => string.Create(CultureInfo.InvariantCulture, $"blocks-{first:D12}-{last:D12}");

    public byte[] SignedBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"croupier-archive/1\n{Partition}\n{First}\n{Last}\n{PreviousHash}\n{LastHash}\n{LastTransfer}\n{Bytes}\n{Sha256}\n{UnixMs}\n{KeyId}\n"));
}
