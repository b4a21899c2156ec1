using System.Threading.Channels;

namespace Croupier.Tests.System.Chaos;

/// <summary>
/// <c>kill -9</c> of the platform and of its PostgreSQL, at random moments under load. After each, the players go on by the protocol: nothing that was shown is
/// missing or doubled, and at the end the whole chain replays.
/// </summary>
public sealed class KillTests
{
    private const int Players = 6;
    private static readonly Money Deposit = Assets.Euro.FromMinor(100_000);

    [PostgresFact]
    [Trait("Requirement", "M1")]
    public Task Twenty_kills_of_the_platform_or_of_PostgreSQL_lose_nothing_and_double_nothing() => RunAsync(kills: 20);

    [PostgresFact]
    [Trait("Category", "Long")]
    [Trait("Requirement", "M1")]
    public Task A_hundred_kills_lose_nothing_and_double_nothing() => RunAsync(kills: 100);

    private static async Task RunAsync(int kills)
    {
        var seed = Environment.GetEnvironmentVariable("CROUPIER_SEED") is { } given ? int.Parse(given, global::System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        var random = new Random(seed);
        var folder = PostgresFixture.NewFolder();
        var export = folder + "-chain.json";
        await using var platform = new PlatformProcess(folder);
        try
        {
            await platform.StartAsync();
            await PlayThroughAsync(platform, random, kills, export);
            Assert.Equal(0, await platform.StopAsync());
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"seed {seed} (CROUPIER_SEED repeats it); the platform said:\n{platform.Output}", failure);
        }

        var (exitCode, output) = await PlatformProcess.RunAsync("verify", "ledger", "--data", folder);
        Assert.True(exitCode == 0, $"seed {seed}: verify ledger says\n{output}");
        (exitCode, output) = await PlatformProcess.RunAsync("verify", "round", export);
        Assert.True(exitCode == 0, $"seed {seed}: verify round says\n{output}");
    }

    private static async Task PlayThroughAsync(PlatformProcess platform, Random random, int kills, string export)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(30));
        var players = Enumerable.Range(0, Players).Select(_ => new KillPlayer(platform.ClientOptions())).ToList();
        for (var i = 0; i < Players; i++)
        {
            await players[i].EnterAsync(i, Deposit, bound.Token);
        }

        var settled = Channel.CreateUnbounded<bool>();
        using var stop = new CancellationTokenSource();
        var playing = players.Select(p => p.PlayAsync(_ => settled.Writer.TryWrite(true), stop.Token, bound.Token)).ToList();
        for (var kill = 0; kill < kills; kill++)
        {
            await SettleAsync(settled.Reader, random.Next(20, 300), [platform.Ended, .. playing], bound.Token);
            if (kill % 2 == 0)
            {
                await platform.KillAsync();
                await platform.StartAsync();
            }
            else
            {
                platform.KillPostgres();
            }
        }

        await SettleAsync(settled.Reader, 50, [platform.Ended, .. playing], bound.Token);
        await stop.CancelAsync();
        await Task.WhenAll(playing);
        foreach (var player in players)
        {
            await player.CheckAsync(bound.Token);
            await player.ExportAsync(export, bound.Token);
            await player.DisposeAsync();
        }
    }

    /// <summary>Waits until so many more rounds have been shown: a moment that no clock chooses. A player that failed, or a platform that stopped by itself, ends the waiting.</summary>
    private static async Task SettleAsync(ChannelReader<bool> settled, int rounds, List<Task> mayNotEnd, CancellationToken cancellation)
    {
        var failed = Task.WhenAny(mayNotEnd);
        for (var i = 0; i < rounds; i++)
        {
            var next = settled.ReadAsync(cancellation).AsTask();
            if (await Task.WhenAny(next, failed) == failed)
            {
                await await failed;
                Assert.Fail("the platform stopped by itself");
            }

            await next;
        }
    }
}
