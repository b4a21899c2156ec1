using System.Text;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;

namespace Croupier.Tests.System.Gateway;

/// <summary>What an attacker can do to frames over a real TLS socket, and the status that each attempt gets.</summary>
public sealed class FrameAttackTests
{
    public static TheoryData<FrameKind> Kinds => [FrameKind.Binary, FrameKind.Text];

    [PostgresTheory, MemberData(nameof(Kinds))]
    [Trait("Requirement", "M11")]
    public async Task A_replayed_frame_is_refused_and_the_next_one_is_taken(FrameKind kind)
    {
        using var socket = await OpenAsync(kind);
        var ping = socket.SealPing(1);
        await socket.SendAsync(ping);
        Assert.Equal(1ul, (await socket.ReceiveAsync())!.Pong.Token);

        await socket.SendAsync(ping);
        await socket.ExpectRefusalAsync(Status.FrameReplayed, replyTo: null);
        await socket.ExpectAliveAsync();
    }

    [PostgresTheory, MemberData(nameof(Kinds))]
    public async Task A_frame_before_its_turn_is_refused_and_both_are_taken_in_their_order(FrameKind kind)
    {
        using var socket = await OpenAsync(kind);
        var first = socket.SealPing(1);
        var second = socket.SealPing(2);
        await socket.SendAsync(second);
        await socket.ExpectRefusalAsync(Status.FrameOutOfOrder, replyTo: null);
        await socket.SendAsync(first);
        Assert.Equal(1ul, (await socket.ReceiveAsync())!.Pong.Token);
        await socket.SendAsync(second);
        Assert.Equal(2ul, (await socket.ReceiveAsync())!.Pong.Token);
    }

    [PostgresTheory, MemberData(nameof(Kinds))]
    [Trait("Requirement", "M11")]
    public async Task A_forged_frame_moves_nothing_and_the_third_closes_the_socket(FrameKind kind)
    {
        using var socket = await OpenAsync(kind);
        var forger = new FrameSealer(kind, new byte[32]);
        for (var i = 0; i < 2; i++)
        {
            using var forged = forger.Seal(new ClientFrame { Ping = new() });
            await socket.SendAsync(forged.Bytes.ToArray());
            await socket.ExpectRefusalAsync(Status.BadMac, replyTo: null);
            await socket.ExpectAliveAsync();
        }

        using var third = forger.Seal(new ClientFrame { Ping = new() });
        await socket.SendAsync(third.Bytes.ToArray());
        await socket.ExpectRefusalAsync(Status.BadMac, replyTo: null);
        await socket.ExpectCloseAsync(Status.BadMac);
    }

    [PostgresTheory, MemberData(nameof(Kinds))]
    [Trait("Requirement", "M11")]
    public async Task A_cut_and_a_changed_frame_are_bad_macs(FrameKind kind)
    {
        using var socket = await OpenAsync(kind);
        var ping = socket.SealPing(1);
        await socket.SendAsync(ping[..^1]);
        await socket.ExpectRefusalAsync(Status.BadMac, replyTo: null);
        var flipped = (byte[])ping.Clone();
        flipped[^1] ^= 1;
        await socket.SendAsync(flipped);
        await socket.ExpectRefusalAsync(Status.BadMac, replyTo: null);
        await socket.SendAsync(ping);
        Assert.Equal(1ul, (await socket.ReceiveAsync())!.Pong.Token);
    }

    [PostgresTheory, MemberData(nameof(Kinds))]
    [Trait("Requirement", "M11")]
    public async Task A_frame_of_another_connection_of_the_same_session_is_a_bad_mac(FrameKind kind)
    {
        using var one = await OpenAsync(kind);
        using var other = await OpenAsync(kind);
        await other.SendAsync(one.SealPing(1));
        await other.ExpectRefusalAsync(Status.BadMac, replyTo: null);
        await other.ExpectAliveAsync();
    }

    [PostgresFact]
    public async Task A_frame_in_the_other_form_is_a_bad_mac()
    {
        using var socket = await OpenAsync(FrameKind.Binary);
        await socket.SendAsync("hndBT2twR4OVZNjOiNM_SA.0.{}"u8.ToArray(), FrameKind.Text);
        await socket.ExpectRefusalAsync(Status.BadMac, replyTo: null);
        await socket.ExpectAliveAsync();
    }

    [PostgresTheory, MemberData(nameof(Kinds))]
    public async Task An_oversized_frame_closes_the_socket(FrameKind kind)
    {
        using var socket = await OpenAsync(kind);
        await socket.SendAsync(Encoding.ASCII.GetBytes(new string('a', 8193)));
        await socket.ExpectRefusalAsync(Status.FrameTooLarge, replyTo: null);
        await socket.ExpectCloseAsync(Status.FrameTooLarge);
    }

    [PostgresTheory, MemberData(nameof(Kinds))]
    [Trait("Requirement", "M11")]
    public async Task An_authentic_frame_that_is_no_message_is_malformed_and_uses_its_number(FrameKind kind)
    {
        using var socket = await OpenAsync(kind);

        // An empty client frame has a right MAC and says nothing; a second Authenticate has no place.
        await socket.SendAsync(socket.Seal(new ClientFrame()));
        await socket.ExpectRefusalAsync(Status.Malformed, replyTo: 0);
        await socket.SendAsync(socket.Seal(new ClientFrame { Authenticate = new() }));
        await socket.ExpectRefusalAsync(Status.Malformed, replyTo: 1);
        await socket.SendAsync(socket.Seal(new ClientFrame { CloseChain = new() { Id = Google.Protobuf.ByteString.CopyFrom(1) } }));
        await socket.ExpectRefusalAsync(Status.Malformed, replyTo: 2);
        await socket.ExpectAliveAsync();
    }

    [PostgresFact]
    public async Task Authentic_json_and_protobuf_that_do_not_parse_are_malformed()
    {
        using var text = await OpenAsync(FrameKind.Text);
        await text.SendAsync(text.Seal(new Google.Protobuf.WellKnownTypes.StringValue { Value = "not a frame" }));
        await text.ExpectRefusalAsync(Status.Malformed, replyTo: 0);
        await text.ExpectAliveAsync();

        using var binary = await OpenAsync(FrameKind.Binary);
        await binary.SendAsync(binary.Seal(new Google.Protobuf.WellKnownTypes.StringValue { Value = "\u00ff\u00ff\u00ff" }));
        await binary.ExpectRefusalAsync(Status.Malformed, replyTo: 0);
        await binary.ExpectAliveAsync();
    }

    private static async Task<RawSocket> OpenAsync(FrameKind kind)
    {
        var player = await GatewayPlayer.StandingAsync();
        return await RawSocket.OpenAsync(player.Options(kind), player.Session);
    }
}
