using Croupier.Book;
using Croupier.Book.Ids;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// A client may write any time into an id. One dated years ahead must be found for ever (I4), and must not make every honest id be looked up.
/// </summary>
public sealed class LateIdTests
{
    private const long Now = TestBook.Start;
    private const long Year = 365L * 24 * TestBook.Hour;
    private const long LastUnixMs = (1L << 48) - 1;

    [Theory]
    [InlineData(1)]
    [InlineData(60_000)]
    [InlineData(30 * Year)]
    [InlineData(LastUnixMs - Now)]
    public void A_forgotten_id_dated_ahead_is_looked_up_for_ever_and_costs_only_itself(long ahead)
    {
        var run = new Run(clock: Now);
        var late = run.Id(Now + ahead);
        run.Take(late);

        for (var second = 0; second < 100; second++)
        {
            var honest = run.Id(run.Clock + 50);
            Assert.False(run.Table.MustLookUp(honest));
            run.Take(honest);
            run.Clock += 1_000;
            Assert.True(run.Table.MustLookUp(late));
            Assert.True(run.Table.MustLookUp(honest));
        }

        Assert.True(run.Table.LowWaterUnixMs <= run.Clock);
        Assert.Null(run.Table.WantsIdsAfterUnixMs);
    }

    [Fact]
    public void The_water_comes_to_an_id_dated_ahead_and_then_covers_it()
    {
        var run = new Run(clock: Now);
        var late = run.Id(Now + 5_000);
        run.Take(late);
        Assert.True(run.Table.LowWaterUnixMs < Now);

        run.Clock = Now + 6_000;
        run.Take(run.Id(Now + 5_500));

        Assert.Equal(Now + 5_500, run.Table.LowWaterUnixMs);
        Assert.True(run.Table.MustLookUp(late));
        Assert.True(run.Table.MustLookUp(run.Id(Now + 5_400)));
        Assert.False(run.Table.MustLookUp(run.Id(Now + 5_501)));
    }

    [Fact]
    public void More_ids_dated_ahead_than_are_kept_cost_look_ups_only_from_the_first_that_is_not_kept()
    {
        var run = new Run(clock: Now);
        var late = Enumerable.Range(0, LateIds.Most + 500).Select(i => run.Id(Now + Year + i)).ToList();
        foreach (var id in late)
        {
            run.Take(id);
        }

        Assert.All(late, id => Assert.True(run.Table.MustLookUp(id)));
        Assert.False(run.Table.MustLookUp(run.Id(Now + 100)));
        Assert.False(run.Table.MustLookUp(run.Id(Now + Year - 1)));
        Assert.True(run.Table.MustLookUp(run.Id(Now + 2 * Year)));
        Assert.Null(run.Table.WantsIdsAfterUnixMs);

        // The clock comes there: what is not kept is read from the index, and the water covers the rest.
        run.Clock = Now + Year + LateIds.Most + 400;
        run.Take(run.Id(run.Clock));
        var after = Assert.IsType<long>(run.Table.WantsIdsAfterUnixMs);
        run.Table.Learn(run.ReadAround(after));

        Assert.Null(run.Table.WantsIdsAfterUnixMs);
        Assert.All(late, id => Assert.True(run.Table.MustLookUp(id)));
        Assert.False(run.Table.MustLookUp(run.Id(run.Clock + 1_000)));
    }

    [Fact]
    public void After_a_start_everything_is_looked_up_until_the_late_ids_are_read_and_then_they_alone()
    {
        var before = new Run(clock: Now);
        var late = before.Id(Now + 30 * Year);
        var last = before.Id(Now + 700);
        foreach (var id in new[] { before.Id(Now - 100), late, last })
        {
            before.Take(id);
        }

        var table = new IdTable(0, latestUnixMs: Now + 30 * Year, clockUnixMs: Now);
        Assert.True(table.MustLookUp(before.Id(Now + 5_000)));
        Assert.True(table.MustLookUp(before.Id(LastUnixMs)));

        table.Learn(before.ReadAround(table.WantsIdsAfterUnixMs!.Value));

        Assert.True(table.MustLookUp(late));
        Assert.True(table.MustLookUp(last));
        Assert.False(table.MustLookUp(before.Id(Now + 701)));
        Assert.False(table.MustLookUp(before.Id(Now + 30 * Year)));
        Assert.Null(table.WantsIdsAfterUnixMs);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(LateIds.Most)]
    public void A_start_that_reads_only_some_of_the_late_ids_looks_all_up_from_the_last_of_them(int most)
    {
        var before = new Run(clock: Now);
        var late = Enumerable.Range(1, most + 3).Select(i => before.Id(Now + i * TestBook.Hour)).ToList();
        late.ForEach(before.Take);
        var table = new IdTable(0, latestUnixMs: Now + (most + 3) * TestBook.Hour, clockUnixMs: Now);

        table.Learn(before.ReadAround(table.WantsIdsAfterUnixMs!.Value, most));

        Assert.All(late, id => Assert.True(table.MustLookUp(id)));
        Assert.False(table.MustLookUp(before.Id(Now + most * TestBook.Hour - 1)));
        Assert.True(table.MustLookUp(before.Id(Now + most * TestBook.Hour + 1)));
    }

    [Fact]
    public void A_start_without_late_ids_reads_none()
    {
        var table = new IdTable(0, latestUnixMs: Now + IdTable.AheadMs, clockUnixMs: Now);

        Assert.Null(table.WantsIdsAfterUnixMs);
        Assert.True(table.MustLookUp(new Run(Now).Id(Now + IdTable.AheadMs)));
        Assert.False(table.MustLookUp(new Run(Now).Id(Now + IdTable.AheadMs + 1)));
    }

    /// <summary>A table that forgets each id as soon as it is committed, and what the index has then.</summary>
    private sealed class Run
    {
        private readonly SeededIds ids = new(5);
        private readonly PlayerId player = new SeededIds(6).Player();
        private readonly List<IdKey> index = [];
        private long sequence;

        public Run(long clock)
        {
            Clock = clock;
            Table = new IdTable(0, 0, clock);
            Table.Indexed(long.MaxValue);
        }

        public long Clock { get; set; }

        public IdTable Table { get; }

        public IdKey Id(long unixMs)
        {
            ids.UnixMs = unixMs;
            return new IdKey(player, ids.Command());
        }

        public void Take(IdKey key)
        {
            var block = new RecordedEntries(++sequence, new ByteWriter());
            var entry = new BlockEntry(new Caller(Role.Identity, 1), new OpenPlayer(key.Id, key.Player), new CommandResult(Status.Accepted));
            Table.Add(key, block, block.Append(entry));
            block.Seal();
            index.Add(key);
            Table.Commit(block, Clock);
        }

        public ForgottenIds ReadAround(long after, int most = LateIds.Most)
        {
            var later = index.Where(key => Time(key) > after).OrderBy(Time).Select(key => (key.Player, key.Id)).ToList();
            return new ForgottenIds(after, index.Select(Time).Where(time => time <= after).DefaultIfEmpty().Max(), later[..Math.Min(most, later.Count)], later.Count > most);
        }

        private static long Time(IdKey key) => Uuid.UnixMs(key.Id.Value);
    }
}
