using System.Buffers.Binary;

namespace Croupier.Platform.Ledger;

/// <summary>Rows of the id index in PostgreSQL's binary COPY format. <c>verify ledger</c> reads the same bytes back.</summary>
internal static class CommandIdCopy
{
    public const string Columns = "block, player, id, partition, entry, entry_at, entry_size";

    public const string Into = $"copy ledger.command_id ({Columns}) from stdin (format binary)";

    /// <summary>A field count, then each field with its length before it.</summary>
    public const int RowBytes = 2 + (4 + 8) + (2 * (4 + 16)) + (3 * (4 + 4)) + (4 + 2);

    private const short FieldCount = 7;

    public static int SizeOf(int rows) => BinaryCopy.HeaderBytes + (rows * RowBytes) + BinaryCopy.TrailerBytes;

    /// <summary>Writes a whole COPY stream and returns its length.</summary>
    public static int Write(Span<byte> destination, int partition, IReadOnlyList<(long Block, IndexedEntry Entry)> rows)
    {
        var at = BinaryCopy.WriteHeader(destination);
        for (var i = 0; i < rows.Count; i++)
        {
            WriteRow(destination.Slice(at, RowBytes), partition, rows[i].Block, rows[i].Entry);
            at += RowBytes;
        }

        return at + BinaryCopy.WriteTrailer(destination[at..]);
    }

    public static void WriteRow(Span<byte> to, int partition, long block, in IndexedEntry entry)
    {
        BinaryPrimitives.WriteInt16BigEndian(to, FieldCount);
        BinaryPrimitives.WriteInt32BigEndian(to[2..], 8);
        BinaryPrimitives.WriteInt64BigEndian(to[6..], block);
        WriteId(to[14..], entry.Player.Value);
        WriteId(to[34..], entry.Id.Value);
        WriteInt(to[54..], partition);
        WriteInt(to[62..], entry.Entry);
        WriteInt(to[70..], entry.At);
        BinaryPrimitives.WriteInt32BigEndian(to[78..], 2);
        BinaryPrimitives.WriteInt16BigEndian(to[82..], checked((short)entry.Size));
    }

    private static void WriteId(Span<byte> to, Guid id)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, 16);
        id.TryWriteBytes(to[4..], bigEndian: true, out _);
    }

    private static void WriteInt(Span<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, 4);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], value);
    }
}
