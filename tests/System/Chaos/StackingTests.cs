using System.Diagnostics;
using Croupier.Client;
using Croupier.Host.Dev;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.System.Gateway;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;
using Npgsql;
using Xunit.Abstractions;

namespace Croupier.Tests.System.Chaos;

/// <summary>
/// The ledger stands still while players go on betting: its next block's commit waits for a lock that the test holds, so it reads nothing more and answers nothing. What
/// was let in settles when it goes on, in order; what was refused was told so, and when to come again; money waits.
/// </summary>
public sealed class StackingTests(ITestOutputHelper output)
{
    // Each lane has one bet under way and another every three seconds: 80 a second are offered whatever becomes of them, and 160 wait before the first is refused.
    private const int Lanes = 240;
    private const int Players = 24;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);
    private static readonly AssetId Euro = Assets.Euro.Id;

    [PostgresFact]
    public async Task What_was_let_in_settles_in_order_and_what_was_not_was_told_so()
    {
        await using var platform = await PlatformFixture.StartOwnAsync(new DevOptions { RaisedLimits = true });
        var byOperator = platform.LedgerFor(Role.Operator);
        var players = await Task.WhenAll(Enumerable.Range(0, Players).Select(number => EnterAsync(platform, byOperator, number)));
        var lanes = new List<Bettor>();
        for (var lane = 0; lane < Lanes; lane++)
        {
            lanes.Add(await Bettor.StartAsync(players[lane % Players].Client));
        }

        using var enough = new CancellationTokenSource();
        var load = new SteadyLoad(lanes, Pace);
        load.Begin(enough.Token);
        await load.SettleAsync(Lanes);
        Assert.Empty(load.Refusals);

        // A hold that ends while the ledger stands, and is posted before that.
        var hold = await PlaceHoldAsync(byOperator, players[0].Player, TimeSpan.FromSeconds(3));
        var (withdrawal, posted, began) = (Task.FromResult(new WithdrawalResult()), Task.FromResult<StoredResult>(null!), Stopwatch.GetTimestamp());
        await using (await StandStillAsync(platform))
        {
            posted = byOperator.SubmitAsync(new PostHold(CommandId.New(TimeProvider.System), players[0].Player, hold, Assets.Euro.FromMinor(100)), new SubmitOptions(Urgency.Patient), default);
            withdrawal = players[1].Client.WithdrawAsync(CommandId.New(TimeProvider.System), Euro, Assets.Euro.FromMinor(500), default);
            await Until.TrueAsync(() => Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(5) && load.Refusals.Count > 40, "bets are refused");
        }

        var stood = Stopwatch.GetElapsedTime(began);
        var before = load.Refusals.Count;
        await load.SettleAsync(2 * Lanes);
        Assert.Equal(Status.Accepted, (Status)(await withdrawal).Status);
        Assert.Equal(Status.Accepted, (await posted).Status);

        // It recovers by itself.
        await load.RecoverAsync();
        await enough.CancelAsync();
        await load.EndAsync();
        var refusals = load.Refusals;
        output.WriteLine($"it stood for {stood.TotalSeconds:F1} s: {before} refusals in it, {refusals.Count - before} after, {load.Unknown} fates unknown meanwhile, {load.Settled} bets settled");

        // Clear: how long to wait, about half of the time for which it has stood.
        Assert.InRange(refusals[0], 1_000u, 2_000u);
        Assert.All(refusals, retryAfterMs => Assert.InRange(retryAfterMs, 250u, 2_000u));
        foreach (var player in players)
        {
            await player.Client.DisposeAsync();
        }
    }

    private static async Task<(PlayerId Player, PlayerClient Client)> EnterAsync(DevPlatform platform, ILedger byOperator, int number)
    {
        var (email, password) = ($"stack-{number}@example.test", $"a long password {number} of nobody");
        var (_, player) = await platform.Identity.SignUpAsync(email, password, default);
        var (status, session) = await platform.Identity.SignInAsync(email, password, default);
        Assert.Equal(Status.Accepted, status);
        var leg = new Leg(new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro), new AccountRef(player!.Value, AccountKind.Cash, Euro), Assets.Euro.FromMinor(1_000_00));
        Assert.Equal(Status.Accepted, (await byOperator.SubmitAsync(new Transfer(CommandId.New(TimeProvider.System), player.Value, TransferReason.Adjustment, [leg]), default)).Status);

        // One try at a time: the test sees each refusal, and does what the protocol says.
        var options = GatewayPlayer.OptionsOf(platform, number % 2 == 0 ? FrameKind.Binary : FrameKind.Text) with { MaxAttempts = 1, AnswerWithin = TimeSpan.FromMinutes(2) };
        return (player.Value, await PlayerClient.ConnectAsync(options, session!.AccessToken, session.SessionKey, default));
    }

    private static async Task<CommandId> PlaceHoldAsync(ILedger byOperator, PlayerId player, TimeSpan life)
    {
        var id = CommandId.New(TimeProvider.System);
        var leg = new Leg(new AccountRef(player, AccountKind.Cash, Euro), new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro), Assets.Euro.FromMinor(100));
        var expires = (TimeProvider.System.GetUtcNow() + life).ToUnixTimeMilliseconds();
        Assert.Equal(Status.Accepted, (await byOperator.SubmitAsync(new PlaceHold(id, player, leg, OnExpiry.Void, expires), default)).Status);
        return id;
    }

    /// <summary>Until it is disposed of, no block of the partition commits.</summary>
    private static async Task<IAsyncDisposable> StandStillAsync(DevPlatform platform)
    {
        var connection = await platform.Databases.Ledger.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("select 1 from ledger.partition where partition = 0 for update", connection, transaction);
        await command.ExecuteScalarAsync();
        return new Standing(connection, transaction);
    }

    private sealed class Standing(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
