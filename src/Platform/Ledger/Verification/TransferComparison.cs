using Croupier.Book;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>Holds the transfer table against the transfers that follow from the chain, in order, block by block; those up to <paramref name="dropped"/> have left the table.</summary>
internal sealed class TransferComparison(int partition, long dropped, TransferTable table, Findings findings)
{
    private readonly byte[] expected = new byte[TransferCopy.RowBytes];

    public long Compared { get; private set; }

    public void Compare(IReadOnlyList<TransferRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Number <= dropped)
            {
                continue;
            }

            Compared++;
            TransferCopy.WriteRow(expected, partition, rows[i]);
            if (table.IsNext(rows[i].Number, expected))
            {
                table.Skip();
            }
            else
            {
                Explain(rows[i]);
            }
        }
    }

    /// <summary>Whatever is left follows from no block.</summary>
    public void End()
    {
        foreach (var number in table.Rest())
        {
            findings.Add($"partition {partition}: transfer {number} is in the table and follows from no block");
        }

        findings.Unless(table.Twice == 0, $"partition {partition}: {table.Twice} transfers are in the table a second time");
    }

    private void Explain(in TransferRow row)
    {
        if (table.Find(row.Number) is not { } stored)
        {
            findings.Add($"partition {partition}: transfer {row.Number} of block {row.Block} is not in the table");
            return;
        }

        findings.Unless(
            TransferCopy.Fields(stored).SequenceEqual(TransferCopy.Fields(expected)), $"partition {partition}: transfer {row.Number} is {Describe(stored)} in the table; the chain says {Describe(expected)}");
    }

    private static string Describe(ReadOnlySpan<byte> bytes)
    {
        var row = TransferCopy.ReadRow(bytes);
        return $"(block {row.Block}, entry {row.Entry}, reason {(int)row.Reason}, {row.DebitAccount} → {row.CreditAccount}, {row.Amount} units)";
    }
}
