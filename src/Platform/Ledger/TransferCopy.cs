using System.Buffers.Binary;
using Croupier.Book;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Transfers in PostgreSQL's binary COPY format, laid out by hand: the driver's row writer takes longer for 8,192 rows than the server takes
/// to parse them. <c>verify ledger</c> reads the same bytes back and compares them whole.
/// </summary>
internal static class TransferCopy
{
    /// <summary>What is read of one partition: all but the partition, which is written last.</summary>
    public const string Columns = "number, block, amount, debit_account, credit_account, entry, reason";

    public const string Into = $"copy ledger.transfer ({Columns}, partition) from stdin (format binary)";

    private const short FieldCount = 8;

    /// <summary>A field count, then each field with its length before it.</summary>
    public const int RowBytes = 2 + (3 * (4 + 8)) + (2 * (4 + 4)) + (3 * (4 + 2));

    /// <summary>A row as it is read, without its partition.</summary>
    public const int ReadBytes = RowBytes - (4 + 2);

    /// <summary>What a row that is read has in common with one that is written: all of it behind the field count.</summary>
    public static ReadOnlySpan<byte> Fields(ReadOnlySpan<byte> row) => row[2..ReadBytes];

    public static int SizeOf(int rows) => BinaryCopy.HeaderBytes + (rows * RowBytes) + BinaryCopy.TrailerBytes;

    /// <summary>Writes a whole COPY stream and returns its length.</summary>
    public static int Write(Span<byte> destination, int partition, IReadOnlyList<TransferRow> rows)
    {
        var at = BinaryCopy.WriteHeader(destination);
        for (var i = 0; i < rows.Count; i++)
        {
            WriteRow(destination.Slice(at, RowBytes), partition, rows[i]);
            at += RowBytes;
        }

        return at + BinaryCopy.WriteTrailer(destination[at..]);
    }

    public static void WriteRow(Span<byte> to, int partition, in TransferRow row)
    {
        BinaryPrimitives.WriteInt16BigEndian(to, FieldCount);
        WriteLong(to[2..], row.Number);
        WriteLong(to[14..], row.Block);
        WriteLong(to[26..], row.Amount);
        WriteInt(to[38..], checked((int)row.DebitAccount));
        WriteInt(to[46..], checked((int)row.CreditAccount));
        WriteShort(to[54..], checked((short)row.Entry));
        WriteShort(to[60..], (short)row.Reason);
        WriteShort(to[66..], checked((short)partition));
    }

    /// <summary>The row that <see cref="WriteRow"/> wrote.</summary>
    public static TransferRow ReadRow(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt64BigEndian(from[6..]),
        BinaryPrimitives.ReadInt64BigEndian(from[18..]),
        BinaryPrimitives.ReadInt16BigEndian(from[58..]),
        (TransferReason)BinaryPrimitives.ReadUInt16BigEndian(from[64..]),
        BinaryPrimitives.ReadInt32BigEndian(from[42..]),
        BinaryPrimitives.ReadInt32BigEndian(from[50..]),
        BinaryPrimitives.ReadInt64BigEndian(from[30..]));

    private static void WriteLong(Span<byte> to, long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, 8);
        BinaryPrimitives.WriteInt64BigEndian(to[4..], value);
    }

    private static void WriteInt(Span<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, 4);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], value);
    }

    private static void WriteShort(Span<byte> to, short value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, 2);
        BinaryPrimitives.WriteInt16BigEndian(to[4..], value);
    }
}
