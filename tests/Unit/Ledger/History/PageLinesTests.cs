using Croupier.Book;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.History;

namespace Croupier.Tests.Unit.Ledger.History;

public sealed class PageLinesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(300)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_number_comes_back_from_its_bytes(long number)
    {
        var bytes = new byte[Varint.MostBytes];
        var length = Varint.Write(bytes, number);
        var at = 0;

        Assert.Equal(number, Varint.Read(bytes, ref at));
        Assert.Equal(length, at);
        Assert.Equal(number, Varint.UnZigZag(Varint.ZigZag(number)));
    }

    [Fact]
    public void Lines_come_back_from_a_page_as_they_went_in()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        for (var round = 0; round < 200; round++)
        {
            var lines = Lines(random, random.Next(1, 40));
            var opening = new AccountTotals(random.NextInt64(-1_000_000, 1_000_000), random.Next(1000), random.Next(1000));
            var bytes = Pack(opening, lines);

            var (read, again) = PageLines.Read(lines[0].Place, opening.Posted, bytes);

            Assert.True(read == opening && lines.SequenceEqual(again), $"seed {Seed}, round {round}");
            for (var cut = 0; cut < bytes.Length; cut++)
            {
                Assert.Throws<MalformedBytesException>(() => PageLines.Read(lines[0].Place, opening.Posted, bytes.AsSpan(0, cut)));
            }
        }
    }

    [Fact]
    public void The_bytes_of_a_page_are_frozen()
    {
        HistoryLine[] lines =
        [
            new(7, 3, 200, StatementLineKind.Posted, 1, 1_000, 5, -2_500_000),
            new(7, 3, 200, StatementLineKind.Posted, 2, 1_001, 5, 1_000_000),
            new(7, 9, 900, StatementLineKind.HoldPlaced, 14, 0, 6, -300),
            new(8, 0, 0, StatementLineKind.HoldEnded, 14, 0, 6, -300),
        ];

        Assert.Equal("0500040400" + "03c801d00f0105a0cb9801" + "1802020" + "5c0843d" + "0d06bc0506ac02" + "0601000006ac02", Convert.ToHexStringLower(Pack(new(9_000_000, 5, 0), lines)));
    }

    [Fact]
    public void What_a_line_did_can_be_taken_back()
    {
        var random = new Random(5);
        foreach (var line in Lines(random, 100))
        {
            var totals = new AccountTotals(random.Next(), 1_000_000_000, 1_000_000_000);

            Assert.Equal(totals, totals.After(line).Before(line));
        }
    }

    [Fact]
    public void Pending_rows_come_back_from_their_bytes()
    {
        PendingRow[] rows = [new(0, 4, 1, 2, 3, 500), new(77, 4, 8_191, 200_000, 3, -500)];

        Assert.Equal(rows, PendingBytes.Read(4, PendingBytes.Write(rows)));
    }

    [Fact]
    public void Clocks_come_back_from_their_bytes()
    {
        long[] clocks = [1_800_000_000_000, 1_800_000_000_000, 1_800_000_001_000, 1_900_000_000_000];

        Assert.Equal(clocks, ClockPages.Read([.. ClockPages.Begin(clocks.AsSpan(0, 2)), .. ClockPages.Continue(clocks[1], clocks.AsSpan(2))]));
        Assert.Equal((0L, 0L, 1L), (ClockPages.PageOf(1), ClockPages.PageOf(256), ClockPages.PageOf(257)));
    }

    private static List<HistoryLine> Lines(Random random, int count)
    {
        var lines = new List<HistoryLine>();
        var (block, entry, at, transfer) = (random.NextInt64(1, 1L << 38), 0, 0, 0L);
        for (var i = 0; i < count; i++)
        {
            switch (random.Next(3))
            {
                case 0:
                    block += random.Next(1, 1000);
                    (entry, at) = (random.Next(8192), random.Next(2_000_000));
                    break;
                case 1:
                    entry += random.Next(1, 100);
                    at += random.Next(1, 10_000);
                    break;
            }

            var kind = (StatementLineKind)random.Next(3);
            transfer += kind == StatementLineKind.Posted ? random.Next(1, 5000) : 0;
            var amount = random.NextInt64(1, 1L << 53) * (random.Next(2) == 0 ? 1 : -1);
            lines.Add(new(block, entry, at, kind, kind == StatementLineKind.Posted ? (ushort)random.Next(20) : (ushort)14, kind == StatementLineKind.Posted ? transfer : 0, random.Next(1, 1_000_000), amount));
        }

        return lines;
    }

    private static byte[] Pack(AccountTotals opening, IReadOnlyList<HistoryLine> lines)
    {
        var bytes = new byte[PageLines.MostHeadBytes + (lines.Count * PageLines.MostLineBytes)];
        var length = PageLines.WriteHead(bytes, opening, lines.Count);
        var transfer = 0L;
        for (var i = 0; i < lines.Count; i++)
        {
            length += PageLines.WriteLine(bytes.AsSpan(length), lines[i], i == 0 ? default : lines[i - 1], i == 0, ref transfer);
        }

        return bytes[..length];
    }
}
