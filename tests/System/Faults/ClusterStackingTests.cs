using System.Diagnostics;
using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Host.Config;
using Croupier.Host.Serve;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Tests.System.Chaos;
using Croupier.Tests.System.Gateway;

namespace Croupier.Tests.System.Faults;

/// <summary>
/// Both ledgers of a cluster halt for a minute while a thousand bets a second are offered. What was let in settles when they go on, in order; what was refused was told
/// so, and when to come again; a hold that would have ended meanwhile has not, because the partition's time stood still too.
/// </summary>
[Collection(FaultSuiteTests.Alone)]
public sealed class ClusterStackingTests
{
    private const int Players = 60;
    private const int Lanes = 3_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(60);
    private static readonly AssetId Euro = Assets.Euro.Id;

    [RabbitFact]
    [Trait("Category", "Long")]
    public async Task A_thousand_bets_a_second_are_kept_or_refused_for_a_minute_and_nothing_is_lost()
    {
        await using var cluster = await FaultCluster.StartAsync(LogKind.RabbitMq);
        await using var operators = await cluster.Platform.OpenOperatorAsync(CancellationToken.None);
        var players = new List<(PlayerId Player, PlayerClient Client)>();
        for (var number = 0; number < Players; number++)
        {
            players.Add(await EnterAsync(cluster, operators, number));
        }

        var lanes = (await Task.WhenAll(players.Select(async player =>
        {
            var own = new List<Bettor>();
            while (own.Count < Lanes / Players)
            {
                own.Add(await Bettor.StartAsync(player.Client));
            }

            return own;
        }))).SelectMany(own => own).ToList();

        using var enough = new CancellationTokenSource();
        var load = new SteadyLoad(lanes, Pace);
        var began = Stopwatch.GetTimestamp();
        load.Begin(enough.Token);
        await load.SettleAsync(3 * Lanes);
        var rate = load.Settled / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Assert.Empty(load.Refusals);

        // It would end within the standstill by the clock on the wall, and is posted long after that.
        var hold = await PlaceHoldAsync(operators.Ledger, players[0].Player, Standstill / 2);
        Halt(cluster, true);
        began = Stopwatch.GetTimestamp();
        var posted = operators.Ledger.SubmitAsync(
            new PostHold(CommandId.New(TimeProvider.System), players[0].Player, hold, Assets.Euro.FromMinor(100)), new SubmitOptions(Urgency.Patient), CancellationToken.None);
        await Until.OverAsync(Standstill);
        var (refused, settledBefore) = (load.Refusals.Count, load.Settled);
        Halt(cluster, false);
        await load.SettleAsync(1);
        var first = Stopwatch.GetElapsedTime(began) - Standstill;
        Assert.Equal(Status.Accepted, (await posted).Status);
        var recovered = await load.RecoverAsync();
        await enough.CancelAsync();
        await load.EndAsync();

        Console.WriteLine(FormattableString.Invariant(
            $"{rate:F0} bets/s before; in {Standstill.TotalSeconds:F0} s {refused} refusals; first bet {first.TotalSeconds:F1} s after the end, no more refusals within {recovered.TotalSeconds:F1} s; {load.Settled - settledBefore} settled since, {load.Unknown} asked again for their fate"));
        Assert.True(refused > 1000, $"{refused} bets were refused");
        Assert.All(load.Refusals, retryAfterMs => Assert.InRange(retryAfterMs, 250u, 30_000u));
        Assert.Null(await cluster.WhatVerifyFindsAsync(CancellationToken.None));
        foreach (var player in players)
        {
            await player.Client.DisposeAsync();
        }
    }

    private static void Halt(FaultCluster cluster, bool halted)
    {
        cluster.Platform["ledger-1"].Halt(halted);
        cluster.Platform["ledger-2"].Halt(halted);
    }

    private static async Task<(PlayerId Player, PlayerClient Client)> EnterAsync(FaultCluster cluster, OperatorSession operators, int number)
    {
        // One try at a time: the load sees each refusal, and does what the protocol says.
        var options = cluster.OptionsOf(number) with { MaxAttempts = 1, AnswerWithin = TimeSpan.FromMinutes(3) };
        using var api = new ApiClient(options);
        var (email, password) = ($"stack-{number}@example.test", $"a long password {number} of nobody");
        var player = await api.SignUpAsync(email, password, CancellationToken.None);
        await AcceptAsync(operators.Ledger, new SetPlayerState(CommandId.New(TimeProvider.System), player, PlayerState.Active));
        var leg = new Leg(new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Euro), new AccountRef(player, AccountKind.Cash, Euro), Assets.Euro.FromMinor(10_000_00));
        await AcceptAsync(operators.Ledger, new Transfer(CommandId.New(TimeProvider.System), player, TransferReason.Adjustment, [leg]));
        var session = await api.SignInAsync(email, password, CancellationToken.None);
        return (player, await PlayerClient.ConnectAsync(options, session, CancellationToken.None));
    }

    private static async Task<CommandId> PlaceHoldAsync(ILedger ledger, PlayerId player, TimeSpan life)
    {
        var id = CommandId.New(TimeProvider.System);
        var leg = new Leg(new AccountRef(player, AccountKind.Cash, Euro), new AccountRef(PlayerId.Operator(player.Partition), AccountKind.House, Euro), Assets.Euro.FromMinor(100));
        await AcceptAsync(ledger, new PlaceHold(id, player, leg, OnExpiry.Void, (TimeProvider.System.GetUtcNow() + life).ToUnixTimeMilliseconds()));
        return id;
    }

    private static async Task AcceptAsync(ILedger ledger, Command command) => Assert.Equal(Status.Accepted, (await ledger.SubmitAsync(command, CancellationToken.None)).Status);
}
