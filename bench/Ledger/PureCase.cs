using Croupier.Bench.Play;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Bench.Ledger;

/// <summary>What a command costs in the partition writer alone, on one thread, with no database: processor time and bytes of garbage; and what its replay costs.</summary>
internal sealed record PureResult(long Commands, long Transfers, double NsPerCommand, double BytesPerCommand, double ReplayNsPerCommand, double ReplayBytesPerCommand);

/// <summary>
/// The pure writer fed with full batches that are made beforehand, each block "committed" at once; then the blocks replayed. Every command must have been accepted,
/// so that what is measured is the path that money takes.
/// </summary>
internal static class PureCase
{
    private const int Batches = 60;
    private const int WarmUpBatches = 20;

    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    public static PureResult Run(Func<CommandGenerator> make)
    {
        using var generator = make();
        var writer = new PartitionWriter(new WriterOptions(), PartitionSnapshot.Empty(0), 1);
        var blocks = new List<SealedBlock>();
        foreach (var commands in generator.SetUp())
        {
            Give(writer, commands, blocks);
        }

        for (var i = 0; i < WarmUpBatches; i++)
        {
            Give(writer, generator.Make(CommandGenerator.BatchSize), blocks);
        }

        var warmBlocks = blocks.Count;
        var (commandCount, ns, bytes) = (0L, 0L, 0L);
        for (var i = 0; i < Batches; i++)
        {
            var commands = generator.Make(CommandGenerator.BatchSize);
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), ProcessorTime.OfThreadNs());
            Give(writer, commands, blocks);
            ns += ProcessorTime.OfThreadNs() - started;
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            commandCount += commands.Length;
        }

        var measured = blocks.Skip(warmBlocks).ToList();
        CheckAccepted(measured);
        var (replayNs, replayBytes) = Replay(blocks, warmBlocks);
        return new PureResult(
            commandCount,
            measured.Sum(block => (long)block.Transfers.Count),
            (double)ns / commandCount,
            (double)bytes / commandCount,
            (double)replayNs / commandCount,
            (double)replayBytes / commandCount);
    }

    private static void Give(PartitionWriter writer, LoggedCommand[] commands, List<SealedBlock> blocks)
    {
        var effects = writer.Handle(new WriterInput.Commands(commands, NothingKnown));
        foreach (var effect in effects)
        {
            if (effect is WriterEffect.CommitBlock commit)
            {
                blocks.Add(commit.Block);
                writer.Handle(new WriterInput.Committed(commit.Block.Header.Sequence));
                writer.Handle(new WriterInput.IdsIndexed(commit.Block.Header.Sequence));
            }
        }
    }

    private static (long Ns, long Bytes) Replay(List<SealedBlock> blocks, int warm)
    {
        var replay = new BlockReplay(0, ReplayedIds.ProvenByCaller);
        var differences = new List<string>();
        var (ns, bytes) = (0L, 0L);
        for (var i = 0; i < blocks.Count; i++)
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), ProcessorTime.OfThreadNs());
            replay.Replay(blocks[i].Header, blocks[i].Hash, blocks[i].Entries, differences);
            ns += i < warm ? 0 : ProcessorTime.OfThreadNs() - started;
            bytes += i < warm ? 0 : GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        InvariantBrokenException.Check(differences.Count == 0, "I6", $"the blocks of the benchmark do not replay: {differences.FirstOrDefault()}");
        return (ns, bytes);
    }

    private static void CheckAccepted(List<SealedBlock> blocks)
    {
        foreach (var one in blocks.SelectMany(block => block.Results))
        {
            if (one.Result.Status != Status.Accepted)
            {
                throw new InvalidOperationException($"a {one.Result.Command.Kind} of the benchmark was refused with {one.Result.Status}");
            }
        }
    }
}
