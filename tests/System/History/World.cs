using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.History;
using Croupier.Tests.System.Ledger;

namespace Croupier.Tests.System.History;

/// <summary>A ledger with random traffic, and its history.</summary>
internal sealed class World : IAsyncDisposable
{
    private LedgerRole ledger;

    private World(LedgerHarness harness, LedgerRole ledger, int seed)
    {
        (Harness, this.ledger) = (harness, ledger);
        Random = new Random(seed);
        Operator = new LedgerTraffic(ClientOf(Role.Operator));
        Traffic = new HistoryTraffic(Operator, seed);
        History = new LedgerHistory(harness.Database.DataSource, TimeProvider.System);
    }

    public LedgerHarness Harness { get; }

    public TestDatabase Database => Harness.Database;

    public Random Random { get; }

    public LedgerTraffic Operator { get; }

    public HistoryTraffic Traffic { get; }

    public ILedgerHistory History { get; }

    public static async Task<World> StartAsync(int seed, bool ownServer = false)
    {
        var harness = await LedgerHarness.StartAsync(ownServer);
        var world = new World(harness, await harness.StartLedgerAsync(), seed);
        await world.Traffic.BeginAsync(4);
        return world;
    }

    public ILedger ClientOf(Role role) => Harness.NewClient(new Redirected(this), role);

    /// <summary>Waits until history has this block, or the newest that the ledger has now.</summary>
    public async Task<long> ReachAsync(long? block = null)
    {
        var wanted = block ?? await ledger.HeadAsync(0, default);
        await Until.TrueAsync(async () => await History.HeadAsync(0, default) >= wanted, $"history has block {wanted}");
        await Until.TrueAsync(
            async () => await Database.ScalarAsync<long>("select sequence from ledger.follower where name = 'command-id'") >= wanted, $"the id index has block {wanted}");
        return wanted;
    }

    /// <summary>Ends the ledger once all that was asked of it is in history. The truth is that of the chain up to where history ends.</summary>
    public async Task<ChainTruth> StopAsync()
    {
        await ReachAsync();
        await StopAsIsAsync();
        return await ChainTruth.OfAsync(Database.DataSource, await History.HeadAsync(0, default));
    }

    public ValueTask StopAsIsAsync() => ledger.DisposeAsync();

    public async Task RestartAsync(LedgerOptions? options = null)
    {
        ledger = await Harness.StartLedgerAsync(options);
        Moved?.Invoke();
    }

    /// <summary>All lines of a query, and its first answer.</summary>
    public async Task<(Statement First, List<StatementLine> Lines)> WholeAsync(StatementQuery query, int limit)
    {
        var first = (await History.StatementAsync(query, null, limit, default))!;
        var lines = new List<StatementLine>(first.Lines);
        for (var next = first.Next; next is not null;)
        {
            var part = (await History.StatementAsync(query, next, limit, default))!;
            Assert.InRange(part.Lines.Count, 1, limit);
            Assert.Equal((first.Opening, first.Closing), (part.Opening, part.Closing));
            lines.AddRange(part.Lines);
            next = part.Next;
        }

        return (first, lines);
    }

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    private event Action? Moved;

    /// <summary>The client stays when the ledger is another one.</summary>
    private sealed class Redirected(World world) : IResults
    {
        public IDisposable Subscribe(Caller caller, Action<IReadOnlyList<StoredResult>> onResults, Action? onMayHaveMissed = null)
        {
            var subscribed = world.ledger.Subscribe(caller, onResults);
            world.Moved += () => subscribed = world.ledger.Subscribe(caller, onResults);
            return subscribed;
        }
    }
}
