using System.Buffers.Binary;
using Croupier.Book;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Transfers in PostgreSQL's binary COPY format, laid out by hand: the driver's row writer takes longer for 8,192 rows than the server takes
/// to parse them. <c>verify ledger</c> reads the same bytes back and compares them whole.
/// </summary>
internal static class TransferCopy
{
    public const string Columns = "number, block, debit_account, credit_account, amount, partition, entry, reason";

    public const string Into = $"copy ledger.transfer ({Columns}) from stdin (format binary)";

    public const int HeaderBytes = 19;

    public const int TrailerBytes = 2;

    private const short FieldCount = 8;

    /// <summary>A field count, then each field with its length before it.</summary>
    public const int RowBytes = 2 + (5 * (4 + 8)) + (2 * (4 + 4)) + 4 + 2;

    // The signature, no flags, no extension.
    private static ReadOnlySpan<byte> Header =>
        [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    public static int SizeOf(int rows) => HeaderBytes + (rows * RowBytes) + TrailerBytes;

    /// <summary>Writes a whole COPY stream and returns its length.</summary>
    public static int Write(Span<byte> destination, int partition, IReadOnlyList<TransferRow> rows)
    {
        Header.CopyTo(destination);
        var at = HeaderBytes;
        for (var i = 0; i < rows.Count; i++)
        {
            WriteRow(destination.Slice(at, RowBytes), partition, rows[i]);
            at += RowBytes;
        }

        BinaryPrimitives.WriteInt16BigEndian(destination[at..], -1);
        return at + TrailerBytes;
    }

    public static void WriteRow(Span<byte> to, int partition, in TransferRow row)
    {
        BinaryPrimitives.WriteInt16BigEndian(to, FieldCount);
        WriteLong(to[2..], row.Number);
        WriteLong(to[14..], row.Block);
        WriteLong(to[26..], row.DebitAccount);
        WriteLong(to[38..], row.CreditAccount);
        WriteLong(to[50..], row.Amount);
        WriteInt(to[62..], partition);
        WriteInt(to[70..], row.Entry);
        BinaryPrimitives.WriteInt32BigEndian(to[78..], 2);
        BinaryPrimitives.WriteInt16BigEndian(to[82..], (short)row.Reason);
    }

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
}
