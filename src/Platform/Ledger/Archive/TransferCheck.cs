using System.Globalization;
using Croupier.Book;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// Holds the transfer rows that are about to be dropped against those that follow from the blocks: once dropped, an altered row could no longer be found.
/// Rows are compared as the bytes of PostgreSQL's binary COPY, some tens of thousands at a time.
/// </summary>
internal sealed class TransferCheck(int partition, NpgsqlConnection connection)
{
    private const int RowsAtATime = 1 << 15;

    private readonly List<TransferRow> expected = [];

    public async ValueTask AddAsync(IReadOnlyList<TransferRow> rows, CancellationToken cancellation)
    {
        expected.AddRange(rows);
        if (expected.Count >= RowsAtATime)
        {
            await EndAsync(cancellation);
        }
    }

    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        if (expected.Count == 0)
        {
            return;
        }

        var (first, last) = (expected[0].Number, expected[^1].Number);
        var derived = new byte[TransferCopy.SizeOf(expected.Count)];
        TransferCopy.Write(derived, partition, expected);
        var stored = new MemoryStream(derived.Length);
        var select = string.Create(
            CultureInfo.InvariantCulture,
            $"copy (select {TransferCopy.Columns}, partition from ledger.transfer where partition = {partition} and number between {first} and {last} order by number) to stdout (format binary)");
        await using (var copy = await connection.BeginRawBinaryCopyAsync(select, cancellation))
        {
            await copy.CopyToAsync(stored, cancellation);
        }

        InvariantBrokenException.Check(
            stored.GetBuffer().AsSpan(0, (int)stored.Length).SequenceEqual(derived),
            "I6",
            $"the stored transfers {first} to {last} of partition {partition} are not those that follow from its blocks: nothing is dropped; verify ledger says which");
        expected.Clear();
    }
}
