using System.Buffers.Binary;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Rows of a fixed size as the bytes of PostgreSQL's binary COPY, in the order in which the query gives them: comparing them is a comparison of memory. Without an order
/// in the query that is the order on the disk, which costs the server least. Reads block the thread: the driver gives a row at a time, and an awaited read for each
/// of millions of rows costs more than all that is done with it.
/// </summary>
internal sealed class CopyScan : IDisposable
{
    private readonly Stream stream;
    private readonly int rowBytes;
    private readonly byte[] buffer = new byte[1 << 18];
    private int at;
    private int filled;

    private CopyScan(Stream stream, int rowBytes) => (this.stream, this.rowBytes) = (stream, rowBytes);

    /// <summary>False after the last row.</summary>
    public bool HasRow { get; private set; }

    public ReadOnlySpan<byte> Row => buffer.AsSpan(at, rowBytes);

    /// <summary>The first column, where that is a bigint.</summary>
    public long Number => BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(at + 6));

    /// <param name="byIndex">Whether an index may choose the rows. Where nearly all of a table is asked for that takes longer, and the server can't know it before it has statistics.</param>
    public static CopyScan Open(string select, int rowBytes, NpgsqlConnection connection, bool byIndex = false)
    {
        // One worker: its rows come through memory of their own, and there is a processor for it only where there is nothing else to verify.
        const string Alone = "set local synchronize_seqscans = off; set local max_parallel_workers_per_gather = 0";
        using (var order = new NpgsqlCommand(byIndex ? Alone : $"{Alone}; set local enable_indexscan = off; set local enable_bitmapscan = off", connection))
        {
            order.ExecuteNonQuery();
        }

        var stream = connection.BeginRawBinaryCopy($"copy ({select}) to stdout (format binary)");
        var scan = new CopyScan(stream, rowBytes);
        scan.Fill(BinaryCopy.HeaderBytes);
        scan.at = BinaryCopy.HeaderBytes;
        scan.Look();
        return scan;
    }

    /// <summary>Goes to the next row.</summary>
    public void Next()
    {
        at += rowBytes;

        // The trailer is a field count of −1; every row has the same size, because no column is null and none is of varying length.
        if (filled - at < rowBytes)
        {
            Look();
        }
    }

    public void Dispose() => stream.Dispose();

    private void Look()
    {
        if (filled - at < rowBytes)
        {
            Fill(rowBytes);
        }

        HasRow = filled - at >= rowBytes;
    }

    private void Fill(int wanted)
    {
        buffer.AsSpan(at, filled - at).CopyTo(buffer);
        (filled, at) = (filled - at, 0);
        while (filled < wanted)
        {
            var read = stream.Read(buffer.AsSpan(filled));
            if (read == 0)
            {
                return;
            }

            filled += read;
        }
    }
}
