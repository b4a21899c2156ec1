using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Ledger;

/// <summary>A term of leading with a writer and a block store, and no loop around them: the test says when what is committed.</summary>
internal sealed class StoreBench : IAsyncDisposable
{
    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    private readonly BlockStore store = new(LedgerHarness.Defaults, TimeProvider.System, NullLogger.Instance);
    private readonly PartitionWriter writer;
    private long offset;
    private SealedBlock? last;

    private StoreBench(Term term)
    {
        Term = term;
        writer = new PartitionWriter(new WriterOptions(), PartitionSnapshot.Empty(0), term.Epoch);
    }

    public Term Term { get; }

    public static async Task<StoreBench> LeadAsync(LedgerHarness harness)
    {
        var leadership = new Leadership(0, LedgerHarness.Defaults, harness.NewDataSource(), TimeProvider.System, NullLogger.Instance);
        return new StoreBench((await leadership.AcquireAsync(false, true, null, CancellationToken.None)).Term!);
    }

    public SealedBlock DecideTicks(int count)
    {
        var ticks = Enumerable.Range(0, count).Select(i => new LoggedCommand(
            new LogPosition(1, offset, i),
            new Caller(Role.Ledger, 1),
            new Tick(LedgerTraffic.NewId(), PlayerId.Operator(0), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()))).ToList();
        offset++;
        return last = Assert.Single(writer.Handle(new WriterInput.Commands(ticks, NothingKnown)).OfType<WriterEffect.CommitBlock>()).Block;
    }

    public Task<CommitOutcome> CommitAsync(SealedBlock block, long? epoch = null) => store.CommitAsync(Term with { Epoch = epoch ?? Term.Epoch }, block);

    public void Committed() => writer.Handle(new WriterInput.Committed(last!.Header.Sequence));

    public ValueTask DisposeAsync() => Term.Session.DisposeQuietlyAsync();
}
