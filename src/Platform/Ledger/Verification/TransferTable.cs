using System.Globalization;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// The transfer table, asked for its rows in order of number. It is read in the order on the disk, which is that order but for rows that were changed or put where others
/// had been: those are kept aside until they are asked for. When more than <see cref="MostAside"/> are aside the rest is read in order, by a sort of the server's. Rows up to a number that is given are not looked at.
/// </summary>
internal sealed class TransferTable : IAsyncDisposable
{
    public const int MostAside = 100_000;

    private readonly int partition;
    private readonly long after;
    private readonly FrozenView view;
    private readonly Dictionary<long, byte[]> aside = [];
    private readonly byte[] row = new byte[TransferCopy.RowBytes];
    private CopyScan scan = null!;
    private bool ordered;

    private TransferTable(int partition, long after, FrozenView view) => (this.partition, this.after, this.view) = (partition, after, view);

    /// <summary>Rows of a number that the table has twice.</summary>
    public long Twice { get; private set; }

    public static async Task<TransferTable> OpenAsync(int partition, long after, FrozenView view, CancellationToken cancellation)
    {
        var table = new TransferTable(partition, after, view);
        await table.ReadAsync("", cancellation);
        return table;
    }

    /// <summary>Whether the next row on the disk is this one: then it is taken. The way that nearly all rows go.</summary>
    public bool IsNext(long number, ReadOnlySpan<byte> expected) => scan.HasRow && scan.Number == number && scan.Row.SequenceEqual(expected);

    public ValueTask SkipAsync(CancellationToken cancellation) => scan.NextAsync(cancellation);

    /// <summary>The row of this number, which is later than any asked for before; null when the table has none.</summary>
    public async ValueTask<byte[]?> FindAsync(long number, CancellationToken cancellation)
    {
        if (aside.Remove(number, out var kept))
        {
            return kept;
        }

        while (scan.HasRow)
        {
            if (scan.Number == number)
            {
                scan.Row.CopyTo(row);
                await scan.NextAsync(cancellation);
                return row;
            }

            if (ordered && scan.Number > number)
            {
                return null;
            }

            PutAside();
            await scan.NextAsync(cancellation);
            if (!ordered && aside.Count > MostAside)
            {
                await OrderAsync(number, cancellation);
            }
        }

        return null;
    }

    /// <summary>The numbers of all rows that nobody asked for.</summary>
    public async IAsyncEnumerable<long> RestAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var number in aside.Keys.Order())
        {
            yield return number;
        }

        for (; scan.HasRow; await scan.NextAsync(cancellation))
        {
            yield return scan.Number;
        }
    }

    public ValueTask DisposeAsync() => scan.DisposeAsync();

    private void PutAside()
    {
        if (!aside.TryAdd(scan.Number, scan.Row.ToArray()))
        {
            Twice++;
        }
    }

    // What is aside from before this number stays, to be named at the end; from it on everything is read again, in order.
    private async Task OrderAsync(long from, CancellationToken cancellation)
    {
        ordered = true;
        foreach (var number in aside.Keys.Where(number => number >= from).ToList())
        {
            aside.Remove(number);
        }

        await scan.DisposeAsync();
        await ReadAsync(string.Create(CultureInfo.InvariantCulture, $" and number >= {from} order by number"), cancellation);
    }

    private async Task ReadAsync(string rest, CancellationToken cancellation) => scan = await CopyScan.OpenAsync(
        $"select {TransferCopy.Columns} from ledger.transfer where partition = {partition} and number > {after}{rest}", TransferCopy.RowBytes, await view.ConnectAsync(cancellation), cancellation);
}
