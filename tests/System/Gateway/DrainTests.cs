using System.Net.WebSockets;
using System.Text.Json;
using Croupier.Client;
using Croupier.Platform.Gateway;
using Croupier.Wire.Frames;

namespace Croupier.Tests.System.Gateway;

/// <summary>A gateway that is full says so in every form of the protocol; one that goes away lets its players go on elsewhere.</summary>
public sealed class DrainTests
{
    [PostgresTheory]
    [InlineData(FrameKind.Binary)]
    [InlineData(FrameKind.Text)]
    public async Task A_full_gateway_says_busy_and_when_to_ask_again(FrameKind kind)
    {
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { MaxInFlightInAll = 0 });
        var player = await GatewayPlayer.StandingAsync();
        await using var client = await PlayerClient.ConnectAsync(gateway.Options(kind) with { MaxAttempts = 1 }, player.Session, default);
        var refused = await Assert.ThrowsAsync<PlatformRefusedException>(() => client.PingAsync(1, default));
        Assert.Equal((Status.Busy, 250u), (refused.Status, refused.RetryAfterMs));
    }

    [PostgresFact]
    public async Task One_player_does_not_fill_everybodys_room()
    {
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { MaxInFlightPerPlayer = 0 });
        var player = await GatewayPlayer.StandingAsync();
        await using var client = await PlayerClient.ConnectAsync(gateway.Options(FrameKind.Binary) with { MaxAttempts = 1 }, player.Session, default);
        var refused = await Assert.ThrowsAsync<PlatformRefusedException>(() => client.PingAsync(1, default));
        Assert.Equal(Status.TooManyInFlight, refused.Status);
    }

    [PostgresFact]
    public async Task A_full_API_says_busy_and_when_to_ask_again_in_body_and_header()
    {
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { MaxRequestsInFlight = 0 });
        var options = gateway.Options(FrameKind.Text);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = options.ServerCertificate;
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri(options.Origin, "/api/v1/games"));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        Assert.Equal(((int)Status.Busy, 250), (body.RootElement.GetProperty("status").GetInt32(), body.RootElement.GetProperty("retryAfterMs").GetInt32()));
    }

    [PostgresFact]
    public async Task Players_of_a_gateway_that_goes_away_bet_on_at_another_and_no_bet_fails()
    {
        await using var leaving = await OwnGateway.StartAsync(GatewayLimits.WithoutRates);
        await using var staying = await OwnGateway.StartAsync(GatewayLimits.WithoutRates);
        Assert.True(leaving.Readiness.IsReady);
        var options = leaving.Options(FrameKind.Binary) with { OtherOrigins = [staying.Options(FrameKind.Binary).Origin], MaxAttempts = 10 };
        var player = await GatewayPlayer.SignUpAsync();
        await player.FundAsync(Assets.Euro.FromMinor(100_000));
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PlayerClient.ConnectAsync(options, player.Session, default)));
        var bettors = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Bettor.StartAsync(clients[i % clients.Length])));
        using var idle = await RawSocket.OpenAsync(leaving.Options(FrameKind.Text), (await GatewayPlayer.StandingAsync()).Session);
        using var enough = new CancellationTokenSource();
        var betting = bettors.Select(async bettor =>
        {
            while (!enough.IsCancellationRequested)
            {
                await bettor.BetAsync();
            }
        }).ToList();
        await SettleAsync(200);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var draining = leaving.DrainAsync(deadline.Token);
        Assert.Equal("it is draining", leaving.Readiness.Reason);
        Assert.Null(await idle.ReceiveAsync());
        Assert.Equal((int)WebSocketCloseStatus.EndpointUnavailable, idle.CloseCode);
        idle.Dispose();
        await draining;
        Assert.False(deadline.IsCancellationRequested);

        // Everybody has gone, and goes on: the other gateway has all of them.
        await SettleAsync(400);
        await enough.CancelAsync();
        await Task.WhenAll(betting);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        Task SettleAsync(int more)
        {
            var wanted = bettors.Sum(b => b.Settled.Count) + more;
            return Until.TrueAsync(() => bettors.Sum(b => b.Settled.Count) >= wanted || betting.Any(b => b.IsFaulted), "bets settle");
        }
    }

    [PostgresFact]
    public async Task While_it_goes_away_a_gateway_takes_no_new_socket_and_answers_what_was_asked()
    {
        var gateway = await OwnGateway.StartAsync();
        var player = await GatewayPlayer.StandingAsync();
        var asked = gateway.DrainAsync();
        await Until.TrueAsync(() => asked.IsCompleted, "the gateway has drained");
        await Assert.ThrowsAsync<ConnectionLostException>(() => PlayerClient.ConnectAsync(gateway.Options(FrameKind.Text) with { MaxAttempts = 1 }, player.Session, default));
        await gateway.DisposeAsync();
    }
}
