using System.Diagnostics;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Client;
using Npgsql;
using Xunit.Abstractions;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>Two ledger processes and one partition, under load, while one of them meets what happens to processes.</summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private static readonly LedgerClientOptions Impatient = new() { Timeout = TimeSpan.FromSeconds(2) };

    [PostgresFact]
    [Trait("Requirement", "O4")]
    public async Task A_warm_standby_serves_within_three_seconds_of_a_kill()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var scene = await Scene.StartAsync(harness, leaseMs: 60_000);
        await scene.AcceptedAsync(200);

        var killed = Stopwatch.StartNew();
        await scene.First.KillAsync();
        await scene.GiveOneAsync();
        output.WriteLine($"a command that was given after the kill had its result {killed.ElapsedMilliseconds} ms after it");

        Assert.True(killed.Elapsed < TimeSpan.FromSeconds(3), $"the standby's first result came {killed.Elapsed} after the kill");
        Assert.True(scene.Second.Leads, "somebody else served");
        await scene.EndAsync();
    }

    [PostgresFact]
    public async Task A_leader_that_was_stopped_wakes_up_to_a_refusal_stands_by_and_can_lead_again()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var scene = await Scene.StartAsync(harness, leaseMs: 1000);
        await scene.AcceptedAsync(100);

        await scene.First.StopInItsTracksAsync();
        await scene.Second.UntilLeadingAsync();
        await scene.AcceptedAsync(100);
        await scene.First.ContinueAsync();
        await scene.First.UntilWarmAsync();
        var told = scene.First.Told;
        await scene.AcceptedAsync(100);
        Assert.Equal(told, scene.First.Told);

        await scene.Second.KillAsync();
        await scene.First.UntilLeadingAsync();
        await scene.AcceptedAsync(100);
        await scene.EndAsync();
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_leader_that_is_cut_off_in_one_direction_loses_nothing_and_stands_by_when_the_line_is_whole(bool toServer)
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using var line = new CutLine(harness.Server.SocketFolder);
        await using var scene = await Scene.StartAsync(harness, leaseMs: 1000, firstBy: line);
        await scene.AcceptedAsync(100);

        // Towards the client: what was under way commits, and its leader never hears of it.
        (toServer ? (Action)line.CutToServer : line.CutToClient)();
        await scene.Second.UntilLeadingAsync();
        await scene.AcceptedAsync(100);
        line.Heal();
        await scene.First.UntilWarmAsync();
        var told = scene.First.Told;
        await scene.AcceptedAsync(100);
        Assert.Equal(told, scene.First.Told);
        await scene.EndAsync();
    }

    /// <summary>A leader that is cut off leaves open what its followers had begun, too: no lease says so, and no network ends it.</summary>
    [PostgresTheory]
    [InlineData("update ledger.follower set sequence = sequence where name = 'command-id' and partition = 0")]
    [InlineData("update history.progress set sequence = sequence where partition = 0")]
    public async Task What_a_leader_had_begun_when_it_was_cut_off_keeps_nobody_from_leading_or_following(string begun)
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        await HistoryReachesHeadAsync(harness);
        await first.DisposeAsync();
        await using var cutOff = new NpgsqlConnection(harness.Database.ConnectionString);
        await cutOff.OpenAsync();
        await using var transaction = await cutOff.BeginTransactionAsync();
        await using (var update = new NpgsqlCommand(begun, cutOff, transaction))
        {
            Assert.Equal(1, await update.ExecuteNonQueryAsync());
        }

        var second = await harness.StartLedgerAsync();
        LedgerTraffic.Expect(Status.Accepted, await new LedgerTraffic(harness.NewClient(second, Role.Operator)).SubmitAsync(LedgerTraffic.Gift(player, 1)));
        await HistoryReachesHeadAsync(harness);
    }

    private static async Task HistoryReachesHeadAsync(LedgerHarness harness)
    {
        // The follower makes its tables, and may not have begun to.
        await Until.TrueAsync(() => harness.Database.ScalarAsync<bool>("select to_regclass('history.progress') is not null"), "history has its tables");
        await Until.TrueAsync(
            () => harness.Database.ScalarAsync<bool>(
                "select exists (select from history.progress h join ledger.partition p using (partition) where h.sequence = p.sequence and p.sequence > 0)"),
            "history is at the head");
    }

    /// <summary>One process that leads, one that is warm, and sixteen givers who never let up.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly LedgerHarness harness;
        private readonly SharedResults results = new();
        private readonly LedgerTraffic traffic;
        private readonly CancellationTokenSource enough = new();
        private readonly List<StoredResult> accepted = [];
        private readonly List<Task> givers = [];
        private PlayerId player;

        private Scene(LedgerHarness harness, int leaseMs, CutLine? firstBy)
        {
            this.harness = harness;
            var direct = harness.Database.ConnectionString;
            var cuttable = firstBy is null
                ? direct
                : new NpgsqlConnectionStringBuilder(direct) { Host = "127.0.0.1", Port = firstBy.Port, Timeout = 2, CommandTimeout = 2 }.ConnectionString;
            First = new LedgerAside(cuttable, results, leaseMs, deadlineMs: 2000);
            traffic = new LedgerTraffic(harness.NewClient(results, Role.Operator, Impatient));
        }

        public LedgerAside First { get; }

        public LedgerAside Second { get; private set; } = null!;

        public static async Task<Scene> StartAsync(LedgerHarness harness, int leaseMs, CutLine? firstBy = null)
        {
            var scene = new Scene(harness, leaseMs, firstBy);
            await scene.First.UntilLeadingAsync();
            scene.Second = new LedgerAside(harness.Database.ConnectionString, scene.results, leaseMs, deadlineMs: 2000);
            await scene.Second.UntilWarmAsync();
            await scene.OpenAsync();
            return scene;
        }

        public async Task AcceptedAsync(int more)
        {
            var wanted = Count + more;
            await Until.TrueAsync(() => Count >= wanted, $"{more} more gifts are accepted");
        }

        /// <summary>Every gift is there once; every result that anyone saw is the one that stands at its place; the balances follow in block order.</summary>
        public async Task EndAsync()
        {
            await enough.CancelAsync();
            await Task.WhenAll(givers);
            var last = await traffic.SubmitStubbornlyAsync(Gift(player, 1));
            accepted.Add(last);
            var inOrder = accepted.OrderBy(result => result.BlockSequence).ThenBy(result => result.EntryIndex).ToList();
            Assert.Equal(inOrder.Select((_, index) => Cents(index + 1)), inOrder.Select(result => result.Result.CashAfter));
            Assert.Equal(inOrder.Count, inOrder.DistinctBy(result => result.Id).Count());
            await harness.ExpectVerifiedAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await enough.CancelAsync();
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }

        private int Count
        {
            get
            {
                lock (accepted)
                {
                    return accepted.Count;
                }
            }
        }

        private async Task OpenAsync()
        {
            player = await traffic.OpenPlayerAsync();
            givers.AddRange(Enumerable.Range(0, 16).Select(_ => Task.Run(GiveAsync)));
        }

        private async Task GiveAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                await GiveOneAsync();
            }
        }

        public async Task GiveOneAsync()
        {
            var result = await traffic.SubmitStubbornlyAsync(Gift(player, 1));
            Expect(Status.Accepted, result);
            lock (accepted)
            {
                accepted.Add(result);
            }
        }
    }
}
