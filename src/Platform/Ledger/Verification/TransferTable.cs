using System.Globalization;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// The transfer table, asked for its rows in order of number. It is read in the order on the disk, which is that order but for rows that were changed or put where others
/// had been: those are kept aside until they are asked for. When more than <see cref="MostAside"/> are aside the rest is read in order, by a sort of the server's. Rows up to a number that is given are not looked at.
/// </summary>
internal sealed class TransferTable : IDisposable
{
    public const int MostAside = 100_000;

    private readonly int partition;
    private readonly long after;
    private readonly NpgsqlConnection again;
    private readonly Dictionary<long, byte[]> aside = [];
    private readonly byte[] row = new byte[TransferCopy.ReadBytes];
    private CopyScan scan = null!;
    private bool ordered;

    private TransferTable(int partition, long after, NpgsqlConnection again) => (this.partition, this.after, this.again) = (partition, after, again);

    /// <summary>Rows of a number that the table has twice.</summary>
    public long Twice { get; private set; }

    public static async Task<TransferTable> OpenAsync(int partition, long after, FrozenView view, CancellationToken cancellation)
    {
        var table = new TransferTable(partition, after, await view.ConnectAsync(cancellation));
        table.Read("", await view.ConnectAsync(cancellation));
        return table;
    }

    /// <summary>Whether the next row on the disk is this one: then it is taken. The way that nearly all rows go.</summary>
    public bool IsNext(long number, ReadOnlySpan<byte> expected) => scan.HasRow && scan.Number == number && TransferCopy.Fields(scan.Row).SequenceEqual(TransferCopy.Fields(expected));

    public void Skip() => scan.Next();

    /// <summary>The row of this number, which is later than any asked for before; null when the table has none.</summary>
    public byte[]? Find(long number)
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
                scan.Next();
                return row;
            }

            if (ordered && scan.Number > number)
            {
                return null;
            }

            PutAside();
            scan.Next();
            if (!ordered && aside.Count > MostAside)
            {
                Order(number);
            }
        }

        return null;
    }

    /// <summary>The numbers of all rows that nobody asked for.</summary>
    public IEnumerable<long> Rest()
    {
        foreach (var number in aside.Keys.Order())
        {
            yield return number;
        }

        for (; scan.HasRow; scan.Next())
        {
            yield return scan.Number;
        }
    }

    public void Dispose() => scan.Dispose();

    private void PutAside()
    {
        if (!aside.TryAdd(scan.Number, scan.Row.ToArray()))
        {
            Twice++;
        }
    }

    // What is aside from before this number stays, to be named at the end; from it on everything is read again, in order.
    private void Order(long from)
    {
        ordered = true;
        foreach (var number in aside.Keys.Where(number => number >= from).ToList())
        {
            aside.Remove(number);
        }

        scan.Dispose();
        Read(string.Create(CultureInfo.InvariantCulture, $" and number >= {from} order by number"), again);
    }

    private void Read(string rest, NpgsqlConnection connection) => scan = CopyScan.Open(
        $"select {TransferCopy.Columns} from ledger.transfer where partition = {partition} and number > {after}{rest}", TransferCopy.ReadBytes, connection);
}
