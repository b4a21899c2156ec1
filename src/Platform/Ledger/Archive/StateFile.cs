using System.IO.Compression;
using System.Security.Cryptography;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// A partition's state after a block, gzipped: the block's header; then a length (4) and a row for each account, and 0; the same for each item, and 0. An account's row is
/// owner, kind, asset, sub, the four totals and flags, an item's its kind and its value; both are in order of number, 1, 2, ….
/// </summary>
internal static class StateFile
{
    public const string Extension = ".state.gz";

    // The largest item is some kilobytes: a player with every limit set.
    private const int LargestRow = 1 << 20;

    /// <summary>Writes the file, flushes it to the disk, and returns its SHA-256.</summary>
    public static Hash256 Write(string path, BlockHeader header, IEnumerable<AccountRow> accounts, IEnumerable<ItemRow> items)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        using (var gzip = new BufferedStream(new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true), 1 << 16))
        {
            var row = new ByteWriter();
            header.Write(row);
            gzip.Write(row.Written);
            WriteRows(gzip, row, accounts, WriteAccount);
            WriteRows(gzip, row, items, WriteItem);
        }

        file.Flush(flushToDisk: true);
        file.Seek(0, SeekOrigin.Begin);
        return new Hash256(SHA256.HashData(file));
    }

    /// <summary>Throws <see cref="MalformedBytesException"/> for what is no such file.</summary>
    public static PartitionSnapshot Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        using var gzip = new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 1 << 16);
        try
        {
            var bytes = new byte[BlockHeader.Size];
            gzip.ReadExactly(bytes);
            var reader = new ByteReader(bytes);
            var header = BlockHeader.Read(ref reader);
            var accounts = ReadRows(gzip, ReadAccount);
            var items = ReadRows(gzip, ReadItem);
            return new PartitionSnapshot(header, header.Sequence == 0 ? Hash256.Zero : header.ComputeHash(), accounts, items, 0);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new MalformedBytesException($"{path} can't be inflated: {e.Message}");
        }
    }

    private static void WriteRows<T>(Stream to, ByteWriter bytes, IEnumerable<T> rows, Action<ByteWriter, T> write)
    {
        foreach (var row in rows)
        {
            bytes.Clear();
            bytes.I32(0);
            write(bytes, row);
            bytes.PatchI32(0, bytes.Length - 4);
            to.Write(bytes.Written);
        }

        bytes.Clear();
        bytes.I32(0);
        to.Write(bytes.Written);
    }

    private static List<T> ReadRows<T>(Stream from, ReadRow<T> read)
    {
        var rows = new List<T>();
        var bytes = new byte[256];
        while (true)
        {
            from.ReadExactly(bytes, 0, 4);
            var reader = new ByteReader(bytes.AsSpan(0, 4));
            var length = reader.I32();
            if (length is < 0 or > LargestRow)
            {
                throw new MalformedBytesException($"a row of {length} bytes");
            }

            if (length == 0)
            {
                return rows;
            }

            Array.Resize(ref bytes, Math.Max(bytes.Length, length));
            from.ReadExactly(bytes, 0, length);
            reader = new ByteReader(bytes.AsSpan(0, length));
            rows.Add(read(ref reader, rows.Count + 1));
            reader.ExpectEnd();
        }
    }

    private delegate T ReadRow<T>(ref ByteReader reader, long number);

    private static void WriteAccount(ByteWriter to, AccountRow row)
    {
        to.Id(row.Account.Owner.Value);
        to.U16((ushort)row.Account.Kind);
        to.U16(row.Account.Asset.Code);
        to.U32(row.Account.Sub);
        to.I64(row.DebitsPosted);
        to.I64(row.CreditsPosted);
        to.I64(row.DebitsPending);
        to.I64(row.CreditsPending);
        to.U16((ushort)row.Flags);
    }

    private static AccountRow ReadAccount(ref ByteReader from, long number)
    {
        var account = new AccountRef(new PlayerId(from.Id()), (AccountKind)from.U16(), new AssetId(from.U16()), from.U32());
        return new AccountRow(number, account, from.I64(), from.I64(), from.I64(), from.I64(), (AccountFlags)from.U16());
    }

    private static void WriteItem(ByteWriter to, ItemRow row)
    {
        to.U8((byte)row.Kind);
        to.Raw(row.Value);
    }

    private static ItemRow ReadItem(ref ByteReader from, long number)
    {
        var kind = (ItemKind)from.U8();
        return new ItemRow(number, kind, from.Raw(from.Remaining).ToArray());
    }
}
