using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Platform.Gateway;
using Croupier.Wire.Frames;

namespace Croupier.Tests.System.Gateway;

/// <summary>Who may open a socket, and what ends it.</summary>
public sealed class SocketLifeTests
{
    [PostgresFact]
    public async Task A_page_of_another_origin_is_refused_before_there_is_a_socket()
    {
        var options = (await GatewayPlayer.StandingAsync()).Options(FrameKind.Text);
        Assert.Equal(403, await RawSocket.RefusedAsync(options, origin: "https://evil.example"));
        Assert.Equal(403, await RawSocket.RefusedAsync(options, origin: "null"));
        using var own = await RawSocket.ConnectAsync(options, origin: options.Origin.GetLeftPart(UriPartial.Authority));
        await own.ReadHelloAsync();
    }

    [PostgresFact]
    public async Task Another_protocol_is_refused_before_there_is_a_socket() =>
        Assert.Equal(400, await RawSocket.RefusedAsync((await GatewayPlayer.StandingAsync()).Options(FrameKind.Text), subprotocol: "croupier.v2"));

    [PostgresFact]
    public async Task A_socket_over_http2_is_a_socket_too()
    {
        var player = await GatewayPlayer.StandingAsync();
        using var socket = await RawSocket.ConnectAsync(player.Options(FrameKind.Binary), http: HttpVersion.Version20);
        await socket.ReadHelloAsync();
        await socket.AuthenticateAsync(player.Session);
        Assert.NotNull((await socket.ReceiveAsync())!.Welcome);
        await socket.ExpectAliveAsync();
    }

    [PostgresFact]
    public async Task Every_socket_gets_a_challenge_of_its_own()
    {
        var options = (await GatewayPlayer.StandingAsync()).Options(FrameKind.Binary);
        var seen = new HashSet<string>();
        for (var i = 0; i < 4; i++)
        {
            using var socket = await RawSocket.ConnectAsync(options);
            await socket.ReadHelloAsync();
            Assert.Equal(32, socket.Challenge.Length);
            Assert.True(seen.Add(Convert.ToHexString(socket.Challenge)));
        }
    }

    [PostgresTheory]
    [InlineData(FrameKind.Binary)]
    [InlineData(FrameKind.Text)]
    public async Task A_bad_authenticate_is_refused_and_closed(FrameKind kind)
    {
        var player = await GatewayPlayer.StandingAsync();
        await ExpectAsync(Status.NotAuthenticated, s => s.AuthenticateAsync(player.Session with { AccessToken = player.Session.AccessToken[..^4] + "AAAA" }));
        await ExpectAsync(Status.NotAuthenticated, s => s.AuthenticateAsync(player.Session with { AccessToken = "" }));
        await ExpectAsync(Status.UnsupportedVersion, s => s.AuthenticateAsync(player.Session, version: 2));
        await ExpectAsync(Status.Malformed, s => s.SendUnprotectedAsync(new() { Ping = new() }));
        await ExpectAsync(Status.Malformed, s => s.SendUnprotectedAsync(new() { Authenticate = new() { Version = 1, AccessToken = player.Session.AccessToken } }));
        await ExpectAsync(Status.FrameTooLarge, s => s.SendAsync(new byte[9000]));

        async Task ExpectAsync(Status status, Func<RawSocket, Task> authenticate)
        {
            using var socket = await RawSocket.ConnectAsync(player.Options(kind));
            await socket.ReadHelloAsync();
            await authenticate(socket);
            Assert.Equal(status, (Status)(await socket.ReceiveUnprotectedAsync())!.Refusal.Status);
            await socket.ExpectCloseAsync(status);
        }
    }

    [PostgresFact]
    public async Task The_token_without_the_session_key_opens_nothing()
    {
        var player = await GatewayPlayer.StandingAsync();
        var options = player.Options(FrameKind.Binary);
        await Assert.ThrowsAsync<ConnectionLostException>(() => PlayerClient.ConnectAsync(options with { MaxAttempts = 1 }, player.Session.AccessToken, new byte[32], default));
    }

    [PostgresFact]
    public async Task Silence_instead_of_authenticate_is_closed()
    {
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { AuthenticateWithin = TimeSpan.FromMilliseconds(300) });
        using var socket = await RawSocket.ConnectAsync(gateway.Options(FrameKind.Binary));
        await socket.ReadHelloAsync();
        Assert.Equal(Status.NotAuthenticated, (Status)(await socket.ReceiveUnprotectedAsync())!.Refusal.Status);
        await socket.ExpectCloseAsync(Status.NotAuthenticated);
    }

    [PostgresFact]
    public async Task A_silent_socket_ends_with_its_token()
    {
        var clock = new ShiftedClock();
        await using var gateway = await OwnGateway.StartAsync(clock: clock);
        var player = await GatewayPlayer.SignUpAsync();
        using var socket = await RawSocket.OpenAsync(gateway.Options(FrameKind.Binary), player.Session);
        await socket.ExpectAliveAsync();

        clock.Shift(TimeSpan.FromMinutes(5));
        var since = Stopwatch.GetTimestamp();
        await socket.ExpectRefusalAsync(Status.TokenExpired, replyTo: null);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await socket.ExpectCloseAsync(Status.TokenExpired);
    }

    /// <summary>The first try for a fresh token fails, as when the gateway that the API is asked at has just died: the old one must not be shown again.</summary>
    [PostgresFact]
    public async Task A_client_whose_token_has_run_out_goes_on_with_a_fresh_one()
    {
        var clock = new ShiftedClock();
        await using var gateway = await OwnGateway.StartAsync(clock: clock);
        var player = await GatewayPlayer.SignUpAsync();
        var fresh = await YoungerAsync(player, player.Session.AccessTokenExpiresUnixMs);
        var asked = 0;
        var options = gateway.Options(FrameKind.Binary) with
        {
            FreshAccessToken = _ => ++asked == 1 ? throw new ConnectionLostException("not now") : Task.FromResult(fresh.AccessToken),
        };
        await using var client = await PlayerClient.ConnectAsync(options, player.Session, default);

        clock.Shift(DateTimeOffset.FromUnixTimeMilliseconds(player.Session.AccessTokenExpiresUnixMs + 500) - TimeProvider.System.GetUtcNow());
        Assert.Equal(7u, (await client.PingAsync(7, default)).Token);
        Assert.Equal(2, asked);
    }

    [PostgresFact]
    public async Task A_renewed_socket_lives_on_and_a_token_of_another_session_renews_nothing()
    {
        var clock = new ShiftedClock();
        await using var gateway = await OwnGateway.StartAsync(clock: clock);
        var player = await GatewayPlayer.SignUpAsync();
        await using var client = await PlayerClient.ConnectAsync(gateway.Options(FrameKind.Text), player.Session, default);
        var other = await player.SignInAgainAsync();
        var refused = await Assert.ThrowsAsync<PlatformRefusedException>(() => client.RenewAsync(other.AccessToken, default));
        Assert.Equal(Status.NotAuthenticated, refused.Status);

        // Tokens of one length: the fresh one has to be three seconds younger, so that the gateway's clock can go between the two ends with room to spare.
        var firstEnd = (long)client.Welcome.TokenExpiresUnixMs;
        var fresh = await YoungerAsync(player, firstEnd);
        Assert.Equal((ulong)fresh.AccessTokenExpiresUnixMs, (await client.RenewAsync(fresh.AccessToken, default)).TokenExpiresUnixMs);
        clock.Shift(DateTimeOffset.FromUnixTimeMilliseconds(firstEnd) - DateTimeOffset.UtcNow);
        Assert.Equal(3ul, (await client.PingAsync(3, default)).Token);
    }

    [PostgresFact]
    public async Task A_socket_ends_within_a_second_of_its_sessions_end_and_the_players_other_session_lives_on()
    {
        var player = await GatewayPlayer.SignUpAsync();
        var options = player.Options(FrameKind.Binary);
        using var socket = await RawSocket.OpenAsync(options, player.Session);
        using var other = await RawSocket.OpenAsync(options, await player.SignInAgainAsync());
        using var api = new ApiClient(options);
        await api.SignOutAsync(player.Session, default);

        var since = Stopwatch.GetTimestamp();
        await socket.ExpectRefusalAsync(Status.SessionRevoked, replyTo: null);
        await socket.ExpectCloseAsync(Status.SessionRevoked);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await other.ExpectAliveAsync();

        using var again = await RawSocket.ConnectAsync(options);
        await again.ReadHelloAsync();
        await again.AuthenticateAsync(player.Session);
        Assert.Equal(Status.SessionRevoked, (Status)(await again.ReceiveUnprotectedAsync())!.Refusal.Status);
    }

    [PostgresFact]
    public async Task A_client_outlives_its_gateway()
    {
        var player = await GatewayPlayer.StandingAsync();
        var first = await OwnGateway.StartAsync();
        var (options, port) = (first.Options(FrameKind.Binary), first.Port);
        await using var client = await PlayerClient.ConnectAsync(options, player.Session, default);
        await client.PingAsync(1, default);
        using var watching = await RawSocket.OpenAsync(options, player.Session);

        var stopping = first.DisposeAsync();
        Assert.Null(await watching.ReceiveAsync());
        Assert.Equal((int)WebSocketCloseStatus.EndpointUnavailable, watching.CloseCode);
        watching.Dispose();
        await stopping;

        var asked = client.PingAsync(2, default);
        await using var second = await OwnGateway.StartAsync(port: port);
        Assert.Equal(2ul, (await asked).Token);
    }

    // A token of the same session that ends three seconds later at least.
    private static async Task<Session> YoungerAsync(GatewayPlayer player, long firstEnd)
    {
        using var api = new ApiClient(player.Options(FrameKind.Text));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var fresh = player.Session;
        while (fresh.AccessTokenExpiresUnixMs < firstEnd + 3000 && await beat.WaitForNextTickAsync())
        {
            fresh = await api.RefreshAsync(fresh, default);
        }

        return fresh;
    }
}
