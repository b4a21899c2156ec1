using System.Buffers.Binary;
using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.History;

namespace Croupier.Tests.Unit.Ledger.History;

public sealed class HistoryBatchTests
{
    private const int Header = 19;

    [Fact]
    public void What_moved_is_grouped_by_account_whatever_its_number_and_its_opening_follows_from_its_closing()
    {
        const long Player = 5_000_000_000;
        const long House = 70;
        var batch = new HistoryBatch();
        batch.Add(
            Block(1, entries: 2),
            new BlockRows(
                [new(1, 1, 0, TransferReason.Stake, Player, House, 100), new(2, 1, 1, TransferReason.Payout, House, Player, 30)],
                [new(1, 1, 1, Player, House, 40)],
                [],
                [Row(House, 1_000, 70 + 1_000, 40), Row(Player, 170, 300, 0, 40)]),
            knowsClosings: true);
        batch.Group();
        batch.Pack(0, new Dictionary<long, AccountTotals>());

        Assert.Equal([House, Player], batch.Touched);
        var pages = Pages(batch.Pages.Bytes.Span);
        var (opening, lines) = pages[Player];
        Assert.Equal(new AccountTotals(200, 0, 0), opening);
        Assert.Equal(
            [(StatementLineKind.Posted, -100L, 0), (StatementLineKind.HoldPlaced, -40L, 1), (StatementLineKind.Posted, 30L, 1)],
            lines.Select(line => (line.Kind, line.Amount, line.Entry)));
        Assert.Equal(new AccountTotals(0, 0, 0), pages[House].Opening);
        Assert.All(pages[House].Lines, line => Assert.Equal(Player, line.Counter));
    }

    [Fact]
    public void A_hot_account_gets_full_pages_that_end_where_an_entry_ends()
    {
        const int Entries = 700;
        var transfers = Enumerable.Range(0, Entries * 2).Select(i => new TransferRow(i + 1, 1, i / 2, TransferReason.Stake, 100 + i, 1, 1)).ToList();
        var batch = new HistoryBatch();
        var changed = transfers.Select(row => Row(row.DebitAccount, 1, 1, 0)).Append(Row(1, 0, Entries * 2, 0)).ToList();
        batch.Add(Block(1, Entries), new BlockRows(transfers, [], [], changed), knowsClosings: true);
        batch.Group();
        batch.Pack(0, new Dictionary<long, AccountTotals>());

        var hot = AllPages(batch.Pages.Bytes.Span).Where(page => page.Account == 1).ToList();
        Assert.Equal([512, 512, 376], hot.Select(page => page.Lines.Count));
        Assert.Equal([0L, 512L, 1024L], hot.Select(page => page.Opening.Posted));
        Assert.Equal(hot.Count, hot.Select(page => page.Lines[0].Place).Distinct().Count());
        Assert.All(hot.Zip(hot.Skip(1)), pair => Assert.True(pair.First.Lines[^1].Entry < pair.Second.Lines[0].Entry));
    }

    private static AccountRow Row(long number, long debits, long credits, long creditsPending, long debitsPending = 0) =>
        new(number, default, debits, credits, debitsPending, creditsPending, AccountFlags.None);

    private static StoredBlock Block(long sequence, int entries)
    {
        var player = PlayerId.Operator(0);
        var writer = new ByteWriter();
        for (var i = 0; i < entries; i++)
        {
            new BlockEntry(new Caller(Role.Ledger, 1), new Tick(new CommandId(Guid.CreateVersion7()), player, i), new CommandResult(Status.Accepted)).Write(writer);
        }

        var header = BlockHeader.Genesis(0) with { Sequence = sequence, EntryCount = entries, ClockUnixMs = 1_000 };
        return new StoredBlock(header, Hash256.Zero, writer.ToArray());
    }

    private static Dictionary<long, (AccountTotals Opening, List<HistoryLine> Lines)> Pages(ReadOnlySpan<byte> copy) =>
        AllPages(copy).ToDictionary(page => page.Account, page => (page.Opening, page.Lines));

    // Field count, partition, account, first, opening, lines: each field after its length.
    private static List<(long Account, AccountTotals Opening, List<HistoryLine> Lines)> AllPages(ReadOnlySpan<byte> copy)
    {
        var pages = new List<(long, AccountTotals, List<HistoryLine>)>();
        for (var at = Header; BinaryPrimitives.ReadInt16BigEndian(copy[at..]) == 5;)
        {
            var account = BinaryPrimitives.ReadInt64BigEndian(copy[(at + 14)..]);
            var first = BinaryPrimitives.ReadInt64BigEndian(copy[(at + 26)..]);
            var opening = BinaryPrimitives.ReadInt64BigEndian(copy[(at + 38)..]);
            var length = BinaryPrimitives.ReadInt32BigEndian(copy[(at + 46)..]);
            var (totals, lines) = PageLines.Read(first, opening, copy.Slice(at + 50, length));
            pages.Add((account, totals, lines));
            at += 50 + length;
        }

        return pages;
    }
}
