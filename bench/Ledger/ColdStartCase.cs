using System.Diagnostics;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>Seconds until a new leader could decide its first command, and the bytes of RAM that an account of a player without limits then takes, player included.</summary>
internal sealed record ColdStartResult(int Accounts, double Seconds, double BytesPerAccount);

/// <summary>A partition of a million players with a cash account each is given up, and a new leader takes it over from the tables.</summary>
internal sealed class ColdStartCase(LedgerBenchOptions bench)
{
    // A field: a local of an asynchronous method may live longer than it is used.
    private PartitionWriter? writer;

    public async Task<ColdStartResult> RunAsync(NpgsqlDataSource dataSource)
    {
        await FillAsync(dataSource);
        var seconds = await StartAsync(dataSource);

        // Off the stack of what has just ended: a frame that has held the writer would keep it alive.
        await Task.Yield();

        return new ColdStartResult(bench.Accounts, seconds, (double)MeasureRam() / bench.Accounts);
    }

    // What is freed when the writer goes is what it took.
    private long MeasureRam()
    {
        var with = Live();
        writer = null;
        return with - Live();
    }

    private static long Live()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private async Task FillAsync(NpgsqlDataSource dataSource)
    {
        await using var run = await LedgerRun.BeginAsync(dataSource, withFollowers: true);
        using var generator = new PlayerGenerator(bench.Accounts);
        await run.SetUpAsync(generator);
        await run.CatchUpAsync();
    }

    private async Task<double> StartAsync(NpgsqlDataSource dataSource)
    {
        var watch = Stopwatch.StartNew();
        var options = new LedgerOptions { AllowNoSynchronousStandby = true };
        var leadership = new Leadership(0, options, dataSource, TimeProvider.System, NullLogger.Instance);
        var term = (await leadership.AcquireAsync(true, true, null, CancellationToken.None)).Term!;
        writer = new PartitionWriter(options.Writer, await SnapshotReader.ReadAsync(0, term, dataSource, CancellationToken.None), term.Epoch);
        var seconds = watch.Elapsed.TotalSeconds;
        await term.Session.DisposeAsync();
        return seconds;
    }

    /// <summary>Players who exist and have been given something, and nothing else.</summary>
    private sealed class PlayerGenerator(int count) : CommandGenerator
    {
        protected override IEnumerable<(Caller Caller, Command Command)> SetUpCommands() => NewPlayers(count)
            .SelectMany(player => new (Caller, Command)[] { (Operator, new OpenPlayer(NewCommand(), player)), (Operator, Move(player, 0, 100, toPlayer: true)) })
            .Prepend((Ledger, TickNow()));

        protected override (Caller Caller, Command Command) Next(int index) => throw new NotSupportedException("nothing follows the players");
    }
}
