using System.Buffers.Binary;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// Rows of a fixed size as the bytes of PostgreSQL's binary COPY, in the order in which the query gives them: comparing them is a comparison of memory. Without an order
/// in the query that is the order on the disk, which costs the server least.
/// </summary>
internal sealed class CopyScan : IAsyncDisposable
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

    public static async Task<CopyScan> OpenAsync(string select, int rowBytes, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var order = new NpgsqlCommand("set local synchronize_seqscans = off", connection))
        {
            await order.ExecuteNonQueryAsync(cancellation);
        }

        var stream = await connection.BeginRawBinaryCopyAsync($"copy ({select}) to stdout (format binary)", cancellation);
        var scan = new CopyScan(stream, rowBytes);
        await scan.FillAsync(BinaryCopy.HeaderBytes, cancellation);
        scan.at = BinaryCopy.HeaderBytes;
        await scan.LookAsync(cancellation);
        return scan;
    }

    /// <summary>Goes to the next row.</summary>
    public ValueTask NextAsync(CancellationToken cancellation)
    {
        at += rowBytes;

        // The trailer is a field count of −1; every row has the same size, because no column is null and none is of varying length.
        if (filled - at >= rowBytes)
        {
            return ValueTask.CompletedTask;
        }

        return LookAsync(cancellation);
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask LookAsync(CancellationToken cancellation)
    {
        if (filled - at < rowBytes)
        {
            await FillAsync(rowBytes, cancellation);
        }

        HasRow = filled - at >= rowBytes;
    }

    private async Task FillAsync(int wanted, CancellationToken cancellation)
    {
        buffer.AsSpan(at, filled - at).CopyTo(buffer);
        (filled, at) = (filled - at, 0);
        while (filled < wanted)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0)
            {
                return;
            }

            filled += read;
        }
    }
}
