using System.Buffers.Binary;

namespace Croupier.Platform.Ledger;

/// <summary>Rows of the id index in PostgreSQL's binary COPY format. <c>verify ledger</c> reads the same bytes back.</summary>
internal static class CommandIdCopy
{
    /// <summary>What is read of one partition: all but the partition, which is written last.</summary>
    public const string Columns = "block, player, id, entry, entry_at, entry_size";

    public const string Into = $"copy ledger.command_id ({Columns}, partition) from stdin (format binary)";

    /// <summary>A field count, then each field with its length before it.</summary>
    public const int RowBytes = 2 + (4 + 8) + (2 * (4 + 16)) + (3 * (4 + 4)) + (4 + 2);

    /// <summary>A row as it is read, without its partition.</summary>
    public const int ReadBytes = RowBytes - (4 + 4);

    private const short FieldCount = 7;

    /// <summary>What a row that is read has in common with one that is written: all of it behind the field count.</summary>
    public static ReadOnlySpan<byte> Fields(ReadOnlySpan<byte> row) => row[2..ReadBytes];

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
        WriteInt(to[54..], entry.Entry);
        WriteInt(to[62..], entry.At);
        BinaryPrimitives.WriteInt32BigEndian(to[70..], 2);
        BinaryPrimitives.WriteInt16BigEndian(to[74..], checked((short)entry.Size));
        WriteInt(to[76..], partition);
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
