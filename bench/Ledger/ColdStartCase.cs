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
    public async Task<ColdStartResult> RunAsync(NpgsqlDataSource dataSource)
    {
        await using (var run = await LedgerRun.BeginAsync(dataSource, withFollowers: true))
        {
            using var generator = new PlayerGenerator(bench.Accounts);
            await run.SetUpAsync(generator);
            await run.CatchUpAsync();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var options = new LedgerOptions { AllowNoSynchronousStandby = true };
        var leadership = new Leadership(0, options, dataSource, TimeProvider.System, NullLogger.Instance);
        var term = await leadership.AcquireAsync(true, null, CancellationToken.None);
        var writer = await LoadAsync(dataSource, options, term);
        var seconds = watch.Elapsed.TotalSeconds;
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / bench.Accounts;
        GC.KeepAlive(writer);
        await term.Session.DisposeAsync();
        return new ColdStartResult(bench.Accounts, seconds, bytes);
    }

    // A method of its own, so that the rows are garbage when RAM is measured.
    private static async Task<PartitionWriter> LoadAsync(NpgsqlDataSource dataSource, LedgerOptions options, Term term) =>
        new(options.Writer, await SnapshotReader.ReadAsync(0, term, dataSource, CancellationToken.None), term.Epoch);

    /// <summary>Players who exist and have been given something, and nothing else.</summary>
    private sealed class PlayerGenerator(int count) : CommandGenerator
    {
        protected override IEnumerable<(Caller Caller, Command Command)> SetUpCommands() => NewPlayers(count)
            .SelectMany(player => new (Caller, Command)[] { (Operator, new OpenPlayer(NewCommand(), player)), (Operator, Move(player, 0, 100, toPlayer: true)) })
            .Prepend((Ledger, TickNow()));

        protected override (Caller Caller, Command Command) Next(int index) => throw new NotSupportedException("nothing follows the players");
    }
}
