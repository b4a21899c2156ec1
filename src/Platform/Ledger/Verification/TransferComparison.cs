using Croupier.Book;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>Holds the transfer table against the transfers that follow from the chain, in order, block by block.</summary>
internal sealed class TransferComparison(int partition, TransferScan scan, Findings findings)
{
    private readonly byte[] expected = new byte[TransferCopy.RowBytes];

    public long Compared { get; private set; }

    public async ValueTask CompareAsync(IReadOnlyList<TransferRow> rows, CancellationToken cancellation)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            Compared++;
            if (Agrees(rows[i]))
            {
                await scan.NextAsync(cancellation);
            }
            else
            {
                await ExplainAsync(rows[i], cancellation);
            }
        }
    }

    /// <summary>Whatever is left follows from no block.</summary>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        for (; scan.HasRow; await scan.NextAsync(cancellation))
        {
            AddSurplus();
        }
    }

    private bool Agrees(in TransferRow row)
    {
        TransferCopy.WriteRow(expected, partition, row);
        return scan.HasRow && scan.Row.SequenceEqual(expected);
    }

    private async ValueTask ExplainAsync(TransferRow row, CancellationToken cancellation)
    {
        for (; scan.HasRow && scan.Number < row.Number; await scan.NextAsync(cancellation))
        {
            AddSurplus();
        }

        if (!scan.HasRow || scan.Number > row.Number)
        {
            findings.Add($"partition {partition}: transfer {row.Number} of block {row.Block} is not in the table");
            return;
        }

        findings.Unless(Agrees(row), $"partition {partition}: transfer {row.Number} is {Describe(scan.Row)} in the table; the chain says {Describe(expected)}");
        await scan.NextAsync(cancellation);
    }

    private void AddSurplus() => findings.Add($"partition {partition}: transfer {scan.Number} is in the table and follows from no block");

    private static string Describe(ReadOnlySpan<byte> bytes)
    {
        var row = TransferCopy.ReadRow(bytes);
        return $"(block {row.Block}, entry {row.Entry}, reason {(int)row.Reason}, {row.DebitAccount} → {row.CreditAccount}, {row.Amount} units)";
    }
}
