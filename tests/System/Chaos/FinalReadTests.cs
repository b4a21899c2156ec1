using Croupier.Platform.Ledger.Client;
using Croupier.Tests.System.Ledger;
using Xunit.Abstractions;

namespace Croupier.Tests.System.Chaos;

/// <summary>
/// Two ledger processes, a PostgreSQL, and clients that call and read while processes are killed and stopped, lines are cut in one direction and the database dies.
/// At the end every call without an answer is sent again, and then nothing that anybody was told or shown may differ from the history.
/// </summary>
public sealed class FinalReadTests(ITestOutputHelper output)
{
    private const int Clients = 12;
    private const int Readers = 2;
    private static readonly LedgerClientOptions Impatient = new() { Timeout = TimeSpan.FromMilliseconds(700) };

    [PostgresFact]
    public Task Every_answer_and_every_balance_shown_is_in_the_history_after_six_disasters() => RunAsync(disasters: 6);

    [PostgresFact]
    [Trait("Category", "Long")]
    public Task Every_answer_and_every_balance_shown_is_in_the_history_after_sixty_disasters() => RunAsync(disasters: 60);

    private async Task RunAsync(int disasters)
    {
        var seed = Environment.GetEnvironmentVariable("CROUPIER_SEED") is { } given ? int.Parse(given, global::System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next(1, 1 << 30);
        await using var harness = await LedgerHarness.StartAsync(ownServer: true);
        await using var line = new CutLine(harness.Server.SocketFolder);
        var results = new SharedResults();
        await using var pair = new LedgerPair(harness, line, results);
        await pair.StartAsync();
        var calls = new FinalReadCalls(harness.NewClient(results, Role.Operator, Impatient), harness.NewDataSource(), seed);
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        await calls.OpenPlayersAsync(bound.Token);
        using var stop = new CancellationTokenSource();
        List<Task> all =
        [
            .. Enumerable.Range(1, Clients).Select(i => Task.Run(() => calls.MoveMoneyAsync(i, stop.Token, bound.Token))),
            .. Enumerable.Range(1, Readers).Select(i => Task.Run(() => calls.ReadAsync(i, stop.Token, bound.Token))),
        ];
        var random = new Random(seed);
        for (var i = 0; i < disasters; i++)
        {
            await AnsweredAsync(calls, 100);
            await pair.DisasterAsync(i < LedgerPair.Kinds ? i : random.Next(LedgerPair.Kinds));
        }

        await AnsweredAsync(calls, 100);
        await stop.CancelAsync();
        await Task.WhenAll(all);
        var indefinite = await calls.ResolveAsync(bound.Token);

        var history = new FinalReadHistory();
        await history.ReplayAsync(harness.NewDataSource(), [.. calls.Reads.Select(read => read.Account).Distinct()]);
        history.Compare(calls.Calls);
        history.Compare(calls.Reads, calls.Calls);
        await harness.ExpectVerifiedAsync();
        output.WriteLine($"seed {seed} (CROUPIER_SEED repeats its choices): {calls.Calls.Count} calls, {indefinite} of them without an answer until they were sent again, {calls.Reads.Count} reads, {history.Head} blocks");
        Assert.True(indefinite > 0 && calls.Reads.Count > 0, "nothing was tried");
    }

    private static async Task AnsweredAsync(FinalReadCalls calls, int more)
    {
        var wanted = calls.Answered + more;
        await Until.TrueAsync(() => calls.Answered >= wanted, $"{more} more calls are answered");
    }
}
