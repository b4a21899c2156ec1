using System.Buffers.Binary;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>Every transfer row of a partition in order of number, as the bytes of PostgreSQL's binary COPY: comparing them is a comparison of memory.</summary>
internal sealed class TransferScan : IAsyncDisposable
{
    private readonly Stream stream;
    private readonly byte[] buffer = new byte[1 << 18];
    private int at;
    private int filled;

    private TransferScan(Stream stream) => this.stream = stream;

    /// <summary>False after the last row.</summary>
    public bool HasRow { get; private set; }

    public ReadOnlySpan<byte> Row => buffer.AsSpan(at, TransferCopy.RowBytes);

    public long Number => BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(at + 6));

    public static async Task<TransferScan> OpenAsync(int partition, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var stream = await connection.BeginRawBinaryCopyAsync(
            $"copy (select {TransferCopy.Columns} from ledger.transfer where partition = {partition} order by number) to stdout (format binary)", cancellation);
        var scan = new TransferScan(stream);
        await scan.FillAsync(TransferCopy.HeaderBytes, cancellation);
        scan.at = TransferCopy.HeaderBytes;
        await scan.LookAsync(cancellation);
        return scan;
    }

    public ValueTask NextAsync(CancellationToken cancellation)
    {
        at += TransferCopy.RowBytes;
        return LookAsync(cancellation);
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask LookAsync(CancellationToken cancellation)
    {
        // The trailer is a field count of −1; every row has the same size, because no column is null and none is of varying length.
        if (filled - at < TransferCopy.RowBytes)
        {
            await FillAsync(TransferCopy.RowBytes, cancellation);
        }

        HasRow = filled - at >= TransferCopy.RowBytes;
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
