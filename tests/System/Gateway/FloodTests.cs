using System.Net.WebSockets;
using Croupier.Platform.Gateway;
using Croupier.Wire.Frames;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;

namespace Croupier.Tests.System.Gateway;

/// <summary>Too much, too fast, or not read: each has its bound, and the bound has its status.</summary>
public sealed class FloodTests
{
    [PostgresFact]
    public async Task A_flood_is_refused_per_player_over_all_of_the_players_sockets()
    {
        const int Burst = 5;
        const int Sent = 12;
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { PlayerFramesPerSecond = 20, PlayerFrameBurst = Burst });
        var player = await GatewayPlayer.SignUpAsync();
        using var one = await RawSocket.OpenAsync(gateway.Options(FrameKind.Binary), player.Session);
        using var other = await RawSocket.OpenAsync(gateway.Options(FrameKind.Binary), player.Session);
        for (var i = 0; i < Sent; i++)
        {
            await one.SendAsync(one.SealPing((ulong)i));
        }

        var answers = new List<ServerFrame>();
        for (var i = 0; i < Sent; i++)
        {
            answers.Add((await one.ReceiveAsync())!);
        }

        Assert.Equal(Enumerable.Range(0, Sent).Select(i => (ulong)i), answers.Select(a => a.ReplyTo));
        Assert.All(answers.Take(Burst), a => Assert.NotNull(a.Pong));
        var refused = answers.Where(a => a.Refusal is not null).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, a => Assert.Equal((uint)Status.RateLimited, a.Refusal.Status));
        Assert.All(refused, a => Assert.InRange(a.Refusal.RetryAfterMs, 1u, 50u));

        // A new socket brings no new tokens, and a socket that waited as long as it was told is heard again.
        ServerFrame? heard;
        do
        {
            await other.SendAsync(other.SealPing(1));
            heard = await other.ReceiveAsync();
        }
        while (heard is { Refusal.Status: (uint)Status.RateLimited });

        Assert.NotNull(heard!.Pong);
    }

    [PostgresFact]
    public async Task Another_player_is_not_slowed_by_a_flood()
    {
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { PlayerFramesPerSecond = 1, PlayerFrameBurst = 3 });
        var flooder = await GatewayPlayer.SignUpAsync();
        using var flood = await RawSocket.OpenAsync(gateway.Options(FrameKind.Binary), flooder.Session);
        for (var i = 0; i < 50; i++)
        {
            await flood.SendAsync(flood.SealPing(1));
        }

        var other = await GatewayPlayer.StandingAsync();
        using var calm = await RawSocket.OpenAsync(gateway.Options(FrameKind.Binary), other.Session);
        await calm.ExpectAliveAsync();
        await calm.ExpectAliveAsync();
    }

    [PostgresFact]
    public async Task A_player_has_a_bounded_number_of_sockets()
    {
        await using var gateway = await OwnGateway.StartAsync(new GatewayLimits { MaxSocketsPerPlayer = 2 });
        var player = await GatewayPlayer.StandingAsync();
        var options = gateway.Options(FrameKind.Binary);
        using var one = await RawSocket.OpenAsync(options, player.Session);
        using var two = await RawSocket.OpenAsync(options, player.Session);
        using var three = await RawSocket.ConnectAsync(options);
        await three.ReadHelloAsync();
        await three.AuthenticateAsync(player.Session);
        Assert.Equal(Status.RateLimited, (Status)(await three.ReceiveUnprotectedAsync())!.Refusal.Status);
        await three.ExpectCloseAsync(Status.RateLimited);
        await two.ExpectAliveAsync();
    }

    [PostgresFact]
    public async Task More_frames_in_flight_than_allowed_are_refused_and_none_is_lost()
    {
        const int Sent = 200;

        // Whoever reads nothing before all is sent has this many answers waiting, however slow the machine is.
        await using var gateway = await OwnGateway.StartAsync(GatewayLimits.WithoutRates with { MaxInFlight = new GatewayLimits().MaxInFlight, MaxOutbound = 2 * Sent });
        var player = await GatewayPlayer.StandingAsync();
        using var socket = await RawSocket.OpenAsync(gateway.Options(FrameKind.Binary), player.Session);
        for (var i = 0; i < Sent; i++)
        {
            var withdraw = new Withdraw { Id = CommandId.New(TimeProvider.System).Value.ToBytes(), Asset = 978, Amount = 10_000 };
            await socket.SendAsync(socket.Seal(new ClientFrame { Withdraw = withdraw }));
        }

        var seen = new SortedSet<ulong>();
        var refused = 0;
        for (var i = 0; i < Sent; i++)
        {
            var answer = (await socket.ReceiveAsync())!;
            Assert.True(seen.Add(answer.ReplyTo));
            refused += answer.Refusal?.Status == (uint)Status.TooManyInFlight ? 1 : 0;
            Assert.True(answer.Refusal is { Status: (uint)Status.TooManyInFlight } || answer.Withdrawal is { Status: (uint)Status.InsufficientFunds }, answer.ToString());
        }

        Assert.Equal(Sent, seen.Count);
        Assert.NotEqual(0, refused);
        await socket.ExpectAliveAsync();
    }

    [PostgresFact]
    public async Task Who_does_not_read_is_cut_off_before_it_costs_memory()
    {
        const int Far = 2_000_000;
        var player = await GatewayPlayer.StandingAsync();
        using var socket = await RawSocket.OpenAsync(player.Options(FrameKind.Binary), player.Session, receiveBufferBytes: 4096);
        var sent = 0;
        var cut = await Record.ExceptionAsync(async () =>
        {
            for (; sent < Far; sent++)
            {
                await socket.SendAsync(socket.SealPing(1));
            }
        });
        Assert.True(cut is WebSocketException or OperationCanceledException or IOException, $"after {sent} frames: {cut}");

        using var another = await RawSocket.OpenAsync(player.Options(FrameKind.Binary), player.Session);
        await another.ExpectAliveAsync();
    }
}
