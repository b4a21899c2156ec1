using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// A writer, a log and a database, driven by a seed: batches of any size, commits that succeed, fail or stay unknown (and may have happened all the same), repeated
/// deliveries, takeovers by a new writer that loads the stored rows. Nothing but the seed decides what happens.
/// </summary>
internal sealed class WriterSimulation
{
    private readonly Random random;
    private readonly IReadOnlyList<LoggedCommand> log;
    private readonly WriterOptions options;
    private readonly Dictionary<(PlayerId Player, CommandId Id), KnownId> index = [];
    private PartitionWriter writer;
    private PartitionFollower? standby;
    private long epoch = 1;
    private long indexedThrough;
    private SealedBlock? pending;

    public WriterSimulation(int seed, IReadOnlyList<LoggedCommand> log, WriterOptions options)
    {
        random = new Random(seed);
        this.log = log;
        this.options = options;
        writer = new PartitionWriter(options, PartitionSnapshot.Empty(TestBook.PartitionNumber), epoch);
    }

    public List<SealedBlock> Database { get; } = [];

    public StoredRows Rows { get; private set; } = new();

    /// <summary>What was told to producers, in order of telling.</summary>
    public List<StoredResult> Told { get; } = [];

    public int RollBacks { get; private set; }

    public int Takeovers { get; private set; }

    /// <summary>Of the takeovers, those by a standby that had followed the blocks.</summary>
    public int WarmTakeovers { get; private set; }

    public int LookedUp { get; private set; }

    /// <summary>Runs until the whole log has been consumed and committed.</summary>
    public void Run(bool troubled)
    {
        for (var step = 0; ; step++)
        {
            Assert.True(step < 1_000_000, "the writer does not come to an end");
            if (pending is not null && (writer.Room == 0 || random.Next(3) == 0))
            {
                Answer(troubled);
            }
            else if (writer.Position < log[^1].Position)
            {
                Give();
            }
            else if (pending is null)
            {
                return;
            }

            if (random.Next(5) == 0)
            {
                IndexSome();
            }
        }
    }

    private void Give()
    {
        var first = Enumerable.Range(0, log.Count).First(i => log[i].Position > writer.Position);
        var from = Math.Max(0, first - random.Next(3));
        var batch = log.Skip(from).Take(random.Next(1, Math.Max(2, writer.Room + 1))).ToList();
        batch = batch.Count > writer.Room ? batch[..writer.Room] : batch;
        var known = new Dictionary<(PlayerId, CommandId), KnownId>();
        foreach (var logged in batch.Where(logged => writer.MustLookUp(logged.Command.Player, logged.Command.Id)))
        {
            LookedUp++;
            if (index.TryGetValue((logged.Command.Player, logged.Command.Id), out var found))
            {
                known[(logged.Command.Player, logged.Command.Id)] = found;
            }
        }

        Carry(writer.Handle(new WriterInput.Commands(batch, known)));
    }

    private void Answer(bool troubled)
    {
        var block = pending!;
        var sequence = block.Header.Sequence;
        switch (troubled ? random.Next(10) : 0)
        {
            case 0 or 1 or 2 or 3 or 4 or 5:
                Store(block);
                Carry(writer.Handle(new WriterInput.Committed(sequence)));
                break;
            case 6:
                pending = null;
                Carry(writer.Handle(new WriterInput.CommitFailed(sequence)));
                break;
            case 7:
                Store(block);
                Carry(writer.Handle(new WriterInput.CommitUnknown(sequence)));
                break;
            case 8:
                pending = null;
                Carry(writer.Handle(new WriterInput.CommitUnknown(sequence)));
                break;
            default:
                if (random.Next(2) == 0)
                {
                    Store(block);
                }

                pending = null;
                Carry(writer.Handle(new WriterInput.Fenced()));
                break;
        }
    }

    private void Store(SealedBlock block)
    {
        Assert.Equal(Database.Count + 1, block.Header.Sequence);
        Database.Add(block);
        Rows.Take(block);
        pending = null;
        if (standby is null && random.Next(4) == 0)
        {
            standby = new PartitionFollower(options, Rows.Snapshot(block, 0));
        }
        else if (standby is not null)
        {
            Assert.True(standby.TryApply(block.Header, block.Hash, block.Entries));
            Assert.False(standby.TryApply(block.Header, block.Hash, block.Entries), "a block was taken twice");
            standby.Indexed(indexedThrough);
        }
    }

    private void IndexSome()
    {
        indexedThrough = Math.Min(Database.Count, indexedThrough + random.Next(4));
        Index(indexedThrough);
        Carry(writer.Handle(new WriterInput.IdsIndexed(indexedThrough)));
    }

    private void Index(long through)
    {
        foreach (var result in Database.Take((int)through).SelectMany(block => block.Results).Where(r => r.Result.Status != Status.Conflict))
        {
            index[(result.Result.Player, result.Result.Id)] = new KnownId(result.Result.Command.RequestHash(), result.Result);
        }
    }

    private void Carry(IReadOnlyList<WriterEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case WriterEffect.CommitBlock commit:
                    Assert.Null(pending);
                    pending = commit.Block;
                    break;
                case WriterEffect.PublishResults publish:
                    Told.AddRange(publish.Results.Select(result => result.Result));
                    Assert.All(publish.Results, result => Assert.True(result.Result.BlockSequence <= Database.Count, "a result left before its block was stored"));
                    break;
                case WriterEffect.ResolveFate:
                    var (head, hash) = Database.Count == 0 ? (BlockHeader.Genesis(TestBook.PartitionNumber), Hash256.Zero) : (Database[^1].Header, Database[^1].Hash);
                    Assert.Equal(0, writer.Room);
                    Carry(writer.Handle(new WriterInput.FateResolved(head, hash, ++epoch)));
                    break;
                case WriterEffect.Reread reread:
                    RollBacks++;
                    Assert.Equal(reread.After, Database.Count == 0 ? LogPosition.Start : Database[^1].Header.Position);
                    Assert.Equal(reread.After, writer.Position);
                    break;
                case WriterEffect.Stop stop:
                    Assert.Equal(ExitCode.Ok, stop.Code);
                    TakeOver();
                    break;
            }
        }
    }

    private void TakeOver()
    {
        Takeovers++;
        pending = null;
        if (standby is not null)
        {
            // What it has followed is in its RAM or known to be in the index; the rest must be in the index.
            WarmTakeovers++;
            indexedThrough = Math.Max(indexedThrough, standby.FirstHead);
            Index(indexedThrough);
            writer = new PartitionWriter(options, standby, ++epoch);
            standby = null;
            return;
        }

        Index(Database.Count);
        var snapshot = Database.Count == 0 ? PartitionSnapshot.Empty(TestBook.PartitionNumber) : Rows.Snapshot(Database[^1], 0);
        writer = new PartitionWriter(options, snapshot, ++epoch);
    }
}
