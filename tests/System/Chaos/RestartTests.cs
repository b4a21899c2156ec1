using System.Threading.Channels;

namespace Croupier.Tests.System.Chaos;

/// <summary>The platform is told to stop under load, and started again: it leaves in good order, and no bet fails for a client that goes on by the protocol.</summary>
public sealed class RestartTests
{
    private const int Players = 6;
    private static readonly Money Deposit = Assets.Euro.FromMinor(100_000);

    [PostgresFact]
    [Trait("Requirement", "M1")]
    public async Task Three_restarts_under_load_fail_no_bet()
    {
        await using var platform = new PlatformProcess(PostgresFixture.NewFolder());
        await platform.StartAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var players = Enumerable.Range(0, Players).Select(_ => new KillPlayer(platform.ClientOptions())).ToList();
        for (var i = 0; i < Players; i++)
        {
            await players[i].EnterAsync(i, Deposit, bound.Token);
        }

        var settled = Channel.CreateUnbounded<bool>();
        using var stop = new CancellationTokenSource();
        var playing = players.Select(p => p.PlayAsync(_ => settled.Writer.TryWrite(true), stop.Token, bound.Token)).ToList();
        for (var restart = 0; restart < 3; restart++)
        {
            await SettleAsync(settled.Reader, playing, bound.Token);
            Assert.Equal(0, await platform.StopAsync());
            await platform.StartAsync();
        }

        await SettleAsync(settled.Reader, playing, bound.Token);
        await stop.CancelAsync();
        await Task.WhenAll(playing);
        foreach (var player in players)
        {
            await player.CheckAsync(bound.Token);
            await player.DisposeAsync();
        }
    }

    private static async Task SettleAsync(ChannelReader<bool> settled, List<Task> playing, CancellationToken cancellation)
    {
        // What settled before counts for nothing.
        while (settled.TryRead(out _))
        {
        }

        var failed = Task.WhenAny(playing);
        for (var i = 0; i < 60; i++)
        {
            var next = settled.ReadAsync(cancellation).AsTask();
            if (await Task.WhenAny(next, failed) == failed)
            {
                await await failed;
            }

            await next;
        }
    }
}
