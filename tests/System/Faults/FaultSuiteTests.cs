using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Croupier.Host.Config;
using Croupier.Kernel.Commands;
using Croupier.Tests.System.Chaos;

namespace Croupier.Tests.System.Faults;

/// <summary>
/// Everything that may happen to the processes of a deployed platform, in an order from a seed, while players bet through both gateways and go on by the protocol. After
/// each: service is back without a hand, what was shown is stored once, and the whole ledger verifies against heads published outside of it.
/// In CI the seed is always the same, and times may be four times as long. <c>CROUPIER_FAULT_MINUTES</c> runs it for longer, <c>CROUPIER_SEED</c> repeats one, <c>CROUPIER_FAULT_LOG</c> names the log (rabbitmq, postgres), and
/// <c>CROUPIER_FAULT_ONLY</c> a part of the names of those that are wanted.
/// </summary>
[Collection(Alone)]
public sealed class FaultSuiteTests
{
    /// <summary>Beside no other test: times are measured.</summary>
    public const string Alone = "faults";

    private const int Players = 12;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UsualLength = TimeSpan.FromMinutes(3);
    private static readonly Money Deposit = Assets.Euro.FromMinor(1_000_00);

    // Times are held to what they should be where somebody looks at them; a machine of CI's may be shared with anybody.
    private const int SlowMachine = 4;
    private static readonly bool IsCi = Environment.GetEnvironmentVariable("CI") == "true";

    private readonly ConcurrentDictionary<int, long> lastSent = new();
    private int bets;

    [RabbitFact]
    [Trait("Requirement", "M1")]
    public async Task Whatever_dies_halts_or_is_cut_off_no_round_is_lost_or_doubled_and_service_comes_back()
    {
        var seed = Given("CROUPIER_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : IsCi ? 1 : Random.Shared.Next();
        var length = Given("CROUPIER_FAULT_MINUTES") is { } minutes ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)) : UsualLength;
        var log = Given("CROUPIER_FAULT_LOG") == "postgres" ? LogKind.Postgres : LogKind.RabbitMq;
        Say($"seed {seed}, {length.TotalMinutes:0.#} minutes, log {log}");
        await using var cluster = await FaultCluster.StartAsync(log);
        using var bound = new CancellationTokenSource(length + TimeSpan.FromMinutes(10));
        try
        {
            await RunAsync(cluster, new Random(seed), length, bound.Token);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"seed {seed} (CROUPIER_SEED repeats it); logs: {Keep(cluster)}", failure);
        }
    }

    private async Task RunAsync(FaultCluster cluster, Random random, TimeSpan length, CancellationToken cancellation)
    {
        var players = await EnterAsync(cluster, cancellation);
        using var stop = new CancellationTokenSource();
        var playing = players.Select((player, number) => player.PlayAsync(sent => Settled(number, sent), stop.Token, cancellation, Pace)).ToList();
        await UntilAllBetAsync(Stopwatch.GetTimestamp(), playing, cancellation);

        var (began, strikes, order) = (Stopwatch.GetTimestamp(), 0, new Queue<Fault>());
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            if (order.Count == 0)
            {
                order = new Queue<Fault>(Shuffled([.. cluster.Faults().Where(fault => fault.Name.Contains(Given("CROUPIER_FAULT_ONLY") ?? "", StringComparison.Ordinal))], random));
            }

            await StrikeAsync(cluster, order.Dequeue(), random, players, playing, cancellation);
            strikes++;
        }

        await stop.CancelAsync();
        await Task.WhenAll(playing).WaitAsync(cancellation);
        foreach (var player in players)
        {
            await player.CheckAsync(cancellation);
            await player.DisposeAsync();
        }

        Say($"{strikes} faults, {bets} bets, {players.Sum(player => player.Retries)} sent again, {cluster.Platform.Processes.Sum(process => process.Restarts)} processes started again, {cluster.Platform.Database.Failovers} fail-overs of PostgreSQL");
        Assert.Null(await cluster.WhatVerifyFindsAsync(cancellation));
        Assert.All(await cluster.Platform.StopProcessesAsync(), ended => Assert.Equal(0, ended.ExitCode));
    }

    private async Task StrikeAsync(FaultCluster cluster, Fault fault, Random random, List<KillPlayer> players, List<Task> playing, CancellationToken cancellation)
    {
        await fault.StrikeAsync(random);
        var since = Stopwatch.GetTimestamp();
        var first = await UntilOneBetAsync(since, playing, cancellation);
        var all = await UntilAllBetAsync(since, playing, cancellation);
        await cluster.UntilWholeAsync(cancellation);
        Say($"{fault.Name}: first bet after {first.TotalSeconds:0.00} s, every player's after {all.TotalSeconds:0.00} s");
        var limit = IsCi ? fault.Limit * SlowMachine : fault.Limit;
        Assert.True(limit is null || first < limit, $"{fault.Name}: the first new bet settled after {first.TotalSeconds:0.00} s, and {limit?.TotalSeconds} s are allowed");
        var found = await cluster.WhatVerifyFindsAsync(cancellation);
        Assert.True(found is null, $"{fault.Name}: {found}");
        await Task.WhenAll(players.Select(player => player.CheckShownAsync(cancellation)));
    }

    private static async Task<List<KillPlayer>> EnterAsync(FaultCluster cluster, CancellationToken cancellation)
    {
        await using var operators = await cluster.Platform.OpenOperatorAsync(cancellation);
        var players = Enumerable.Range(0, Players).Select(number => new KillPlayer(cluster.OptionsOf(number))).ToList();
        for (var number = 0; number < Players; number++)
        {
            await players[number].EnterAsync(
                number,
                Deposit,
                cancellation,
                async id => Assert.Equal(Status.Accepted, (await operators.Ledger.SubmitAsync(new SetPlayerState(CommandId.New(TimeProvider.System), id, PlayerState.Active), cancellation)).Status));
        }

        return players;
    }

    private void Settled(int player, long sent)
    {
        lastSent[player] = sent;
        Interlocked.Increment(ref bets);
    }

    // Bets that were sent after that moment: an answer to an older one proves no service.
    private Task<TimeSpan> UntilOneBetAsync(long since, List<Task> playing, CancellationToken cancellation) => UntilAsync(since, sent => sent.Any(time => time > since), playing, cancellation);

    private Task<TimeSpan> UntilAllBetAsync(long since, List<Task> playing, CancellationToken cancellation) =>
        UntilAsync(since, sent => sent.Count == Players && sent.All(time => time > since), playing, cancellation);

    private async Task<TimeSpan> UntilAsync(long since, Func<ICollection<long>, bool> condition, List<Task> playing, CancellationToken cancellation)
    {
        await Until.TrueAsync(
            async () =>
            {
                if (playing.Find(player => player.IsCompleted) is { } ended)
                {
                    await ended;
                    Assert.Fail("a player stopped of itself");
                }

                return condition(lastSent.Values);
            },
            "bets are settled again",
            cancellation);
        return Stopwatch.GetElapsedTime(since);
    }

    private static Fault[] Shuffled(IReadOnlyList<Fault> faults, Random random)
    {
        var order = faults.ToArray();
        random.Shuffle(order);
        return order;
    }

    private static string Keep(FaultCluster cluster)
    {
        var kept = Path.Combine(Path.GetTempPath(), $"croupier-faults-{Environment.ProcessId}");
        Directory.CreateDirectory(kept);
        foreach (var file in Directory.GetFiles(Path.Combine(cluster.Platform.DataFolder, "logs")))
        {
            File.Copy(file, Path.Combine(kept, Path.GetFileName(file)), overwrite: true);
        }

        return kept;
    }

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static void Say(FormattableString line)
    {
        // To the console, so that every run's figures are in its log.
        Console.WriteLine(FormattableString.Invariant(line));
    }
}

/// <summary>Runs when nothing else does.</summary>
[CollectionDefinition(FaultSuiteTests.Alone, DisableParallelization = true)]
public sealed class FaultTests;
