using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

public sealed class WriterTests
{
    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Failures_unknown_fates_and_takeovers_lead_to_the_state_of_a_run_without_them(int seed)
    {
        var log = Log(seed, 600);
        var options = new WriterOptions { MaxEntries = 12, RecentIds = 60 };
        var troubled = new WriterSimulation(seed, log, options);
        var clean = new WriterSimulation(seed + 1, log, new WriterOptions());

        troubled.Run(troubled: true);
        clean.Run(troubled: false);

        Assert.True(troubled.RollBacks > 3 && troubled.Takeovers > 3 && troubled.WarmTakeovers > 1 && troubled.LookedUp > 20, $"seed {seed}: too little went wrong");
        Assert.True(clean.Rows.Accounts.SequenceEqual(troubled.Rows.Accounts), $"seed {seed}: the accounts differ");
        Assert.Equal(clean.Rows.Items.Select(StoredRows.Text), troubled.Rows.Items.Select(StoredRows.Text));
        Assert.Equal(clean.Database[^1].Header.StateDigest, troubled.Database[^1].Header.StateDigest);
        Assert.Equal(Decided(clean), Decided(troubled));
        var replay = new BlockReplay(TestBook.PartitionNumber);
        var differences = new List<string>();
        foreach (var block in troubled.Database)
        {
            replay.Replay(block.Header, block.Hash, block.Entries, differences);
        }

        Assert.Empty(differences);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void What_is_told_of_one_request_is_the_same_however_often_it_is_told(int seed)
    {
        var run = new WriterSimulation(seed, Log(seed, 600), new WriterOptions { MaxEntries = 12, RecentIds = 60 });
        run.Run(troubled: true);

        foreach (var told in run.Told.Where(result => result.Status != Status.Conflict).GroupBy(result => (result.Player, result.Id)))
        {
            Assert.Single(told.Select(result => (result.BlockSequence, result.EntryIndex, result.Result)).Distinct());
        }
    }

    [Fact]
    public void Results_leave_after_their_block_and_the_next_block_is_decided_meanwhile()
    {
        var writer = NewWriter();
        var log = Log(1, 3);

        var first = writer.Handle(new WriterInput.Commands([log[0]], NothingKnown));
        var second = writer.Handle(new WriterInput.Commands([log[1]], NothingKnown));
        var committed = writer.Handle(new WriterInput.Committed(1));

        Assert.IsType<WriterEffect.CommitBlock>(Assert.Single(first));
        Assert.Empty(second);
        Assert.Collection(
            committed,
            effect => Assert.Equal(log[0].Command.Id, Assert.Single(Assert.IsType<WriterEffect.PublishResults>(effect).Results).Result.Id),
            effect => Assert.Equal(2, Assert.IsType<WriterEffect.CommitBlock>(effect).Block.Header.Sequence));
        Assert.Empty(writer.Handle(new WriterInput.Committed(1)));
    }

    [Fact]
    public void A_repeated_command_is_answered_with_its_block_or_at_once_when_that_has_committed()
    {
        var writer = NewWriter();
        var command = Log(1, 1)[0];
        LoggedCommand Again(long offset) => command with { Position = new LogPosition(1, offset, 0) };

        writer.Handle(new WriterInput.Commands([command], NothingKnown));
        Assert.Empty(writer.Handle(new WriterInput.Commands([Again(1)], NothingKnown)));
        var committed = writer.Handle(new WriterInput.Committed(1)).Cast<WriterEffect.PublishResults>().SelectMany(p => p.Results).ToList();
        var later = Assert.IsType<WriterEffect.PublishResults>(Assert.Single(writer.Handle(new WriterInput.Commands([Again(2)], NothingKnown))));

        Assert.Equal(2, committed.Count);
        Assert.All([.. committed, .. later.Results], told => Assert.Equal((1L, 0), (told.Result.BlockSequence, told.Result.EntryIndex)));
        Assert.Equal(new LogPosition(1, 2, 0), writer.Position);
    }

    [Fact]
    public void An_unknown_fate_stops_the_taking_until_the_head_tells()
    {
        var log = Log(1, 3);
        var (writer, block) = InDoubt(log);

        Assert.Equal(0, writer.Room);
        var effects = writer.Handle(new WriterInput.FateResolved(block.Header, block.Hash, 2));

        Assert.IsType<WriterEffect.PublishResults>(effects[0]);
        var next = Assert.IsType<WriterEffect.CommitBlock>(effects[1]).Block.Header;
        Assert.Equal((2L, 2L, block.Hash), (next.Sequence, next.Epoch, next.PreviousHash));
    }

    [Fact]
    public void A_block_that_did_not_commit_is_decided_again_from_the_log()
    {
        var log = Log(1, 3);
        var (writer, _) = InDoubt(log);

        var effects = writer.Handle(new WriterInput.FateResolved(BlockHeader.Genesis(TestBook.PartitionNumber), Hash256.Zero, 2));

        Assert.Equal(LogPosition.Start, Assert.IsType<WriterEffect.Reread>(Assert.Single(effects)).After);
        var again = Assert.IsType<WriterEffect.CommitBlock>(Assert.Single(writer.Handle(new WriterInput.Commands(log, NothingKnown)))).Block.Header;
        Assert.Equal((1L, 2L, 3), (again.Sequence, again.Epoch, again.EntryCount));
    }

    [Fact]
    public void A_head_that_is_neither_stops_the_partition_for_good()
    {
        var log = Log(1, 3);
        var (writer, block) = InDoubt(log);

        var effects = writer.Handle(new WriterInput.FateResolved(block.Header, Hash256.Of("other"u8), 2));

        Assert.Equal(ExitCode.HeadMismatch, Assert.IsType<WriterEffect.Stop>(Assert.Single(effects)).Code);
        Assert.Equal(0, writer.Room);
        Assert.Empty(writer.Handle(new WriterInput.Commands(log, NothingKnown)));
        Assert.Empty(writer.Handle(new WriterInput.Tick(1)));
    }

    [Fact]
    public void A_tick_is_appended_when_one_is_due()
    {
        var writer = NewWriter();
        long Appended(long now) => writer.Handle(new WriterInput.Tick(now)).OfType<WriterEffect.AppendTick>().Count();

        Assert.Equal(1, Appended(5_000));
        Assert.Equal(0, Appended(5_999));
        Assert.Equal(1, Appended(6_000));
        Assert.Equal(1, Appended(3_000));
        Assert.Equal(0, Appended(3_100));
    }

    [Fact]
    public void Rows_that_were_changed_in_storage_are_not_loaded()
    {
        var book = new TestBook();
        book.Register();
        book.Player(cash: 10);
        var good = book.Rows.Snapshot(book.Blocks[^1], 0);
        var richer = good.Accounts.Select(row => row with { CreditsPosted = row.CreditsPosted + 1, DebitsPosted = row.DebitsPosted + 1 }).ToList();
        var unbalanced = good.Accounts.Select((row, i) => i == 0 ? row with { CreditsPosted = row.CreditsPosted + 1 } : row).ToList();
        var item = good.Items[^1];
        var otherItem = good.Items.Take(good.Items.Count - 1).Append(item with { Value = [.. item.Value[..^1], (byte)(item.Value[^1] ^ 1)] }).ToList();

        _ = new PartitionWriter(new WriterOptions(), good, 2);
        Assert.Equal("I6", Refused(good with { Accounts = richer }));
        Assert.Equal("I1", Refused(good with { Accounts = unbalanced }));
        Assert.Equal("I6", Refused(good with { Items = otherItem }));
        Assert.Equal("I6", Refused(good with { Items = [.. good.Items.Skip(1)] }));
        Assert.Equal("I6", Refused(good with { Head = good.Head with { ClockUnixMs = 5 } }));
    }

    [Fact]
    public void More_commands_than_there_is_room_for_are_not_dropped_silently()
    {
        var writer = new PartitionWriter(new WriterOptions { MaxEntries = 2 }, PartitionSnapshot.Empty(TestBook.PartitionNumber), 1);

        Assert.Throws<ArgumentException>(() => writer.Handle(new WriterInput.Commands(Log(1, 3), NothingKnown)));
    }

    private static string Refused(PartitionSnapshot snapshot) =>
        Assert.Throws<InvariantBrokenException>(() => new PartitionWriter(new WriterOptions(), snapshot, 2)).Invariant;

    private static PartitionWriter NewWriter() => new(new WriterOptions(), PartitionSnapshot.Empty(TestBook.PartitionNumber), 1);

    private static (PartitionWriter Writer, SealedBlock Block) InDoubt(List<LoggedCommand> log)
    {
        var writer = NewWriter();
        var effects = writer.Handle(new WriterInput.Commands([log[0]], NothingKnown));
        writer.Handle(new WriterInput.Commands([log[1]], NothingKnown));
        Assert.IsType<WriterEffect.ResolveFate>(Assert.Single(writer.Handle(new WriterInput.CommitUnknown(1))));
        return (writer, Assert.IsType<WriterEffect.CommitBlock>(Assert.Single(effects)).Block);
    }

    private static List<(CommandId, Status)> Decided(WriterSimulation run) =>
        [.. run.Database.SelectMany(block => block.Results).Select(result => (result.Result.Id, result.Result.Status))];

    /// <summary>A log of seeded commands, as the model lets them follow each other.</summary>
    private static List<LoggedCommand> Log(int seed, int count)
    {
        var model = new NaiveModel(TestBook.PartitionNumber);
        var commands = new RandomCommands(seed, model);
        var log = new List<LoggedCommand>();
        for (var i = 0; i < count; i++)
        {
            var (role, command) = commands.Next();
            model.Apply(role, command);
            log.Add(new LoggedCommand(new LogPosition(1, i / 3, i % 3), new Caller(role, (uint)(i % 2)), command));
        }

        return log;
    }
}
