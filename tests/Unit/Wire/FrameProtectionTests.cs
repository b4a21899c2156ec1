using System.Text;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;
using static Croupier.Tests.Unit.Wire.ProtocolExample;

namespace Croupier.Tests.Unit.Wire;

public sealed class FrameProtectionTests
{
    private static readonly ClientFrame Ping = new() { Ping = new Ping { Token = 7 } };

    private static readonly ServerFrame Pong = new() { ReplyTo = 0, Pong = new Pong { Token = 7, ServerUnixMs = 1767225600000 } };

    public static TheoryData<FrameKind> Kinds => [FrameKind.Binary, FrameKind.Text];

    [Fact]
    public void The_documented_binary_frames_come_out()
    {
        Assert.Equal(PingBinary, Convert.ToHexStringLower(Seal(new FrameSealer(FrameKind.Binary, Bytes(ClientKey)), Ping)));
        var server = new FrameSealer(FrameKind.Binary, Bytes(ServerKey));
        Seal(server, Pong);
        Assert.Equal(PongBinary, Convert.ToHexStringLower(Seal(server, Pong)));
    }

    [Theory]
    [InlineData(FrameKind.Binary)]
    [InlineData(FrameKind.Text)]
    public void The_documented_frames_are_read(FrameKind kind)
    {
        var client = Open(new FrameOpener(kind, Bytes(ClientKey)), kind == FrameKind.Binary ? Bytes(PingBinary) : Encoding.UTF8.GetBytes(PingText), out var ping);
        Assert.Equal(Status.Accepted, client);
        Assert.Equal(Ping, MessageCodec.ReadClient(kind, ping));

        var opener = new FrameOpener(kind, Bytes(ServerKey));
        var sealer = new FrameSealer(kind, Bytes(ServerKey));
        Assert.Equal(Status.Accepted, Open(opener, Seal(sealer, Pong), out _));
        var server = Open(opener, kind == FrameKind.Binary ? Bytes(PongBinary) : Encoding.UTF8.GetBytes(PongText), out var pong);
        Assert.Equal(Status.Accepted, server);
        Assert.Equal(Pong, MessageCodec.ReadServer(kind, pong));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Frames_in_order_are_accepted_in_order(FrameKind kind)
    {
        var (sealer, opener) = Pair(kind);
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(Status.Accepted, Open(opener, Seal(sealer, Ping), out var message));
            Assert.Equal(Ping, MessageCodec.ReadClient(kind, message));
        }

        Assert.Equal(300ul, opener.NextSequence);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_single_flipped_bit_is_a_bad_mac_and_moves_nothing(FrameKind kind)
    {
        var (sealer, opener) = Pair(kind);
        var frame = Seal(sealer, Ping);
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var flipped = (byte[])frame.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(Status.BadMac, Open(opener, flipped, out _));
        }

        Assert.Equal(0ul, opener.NextSequence);
        Assert.Equal(Status.Accepted, Open(opener, frame, out _));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_frame_cut_anywhere_or_prolonged_is_a_bad_mac(FrameKind kind)
    {
        var (sealer, opener) = Pair(kind);
        var frame = Seal(sealer, Ping);
        for (var length = 0; length < frame.Length; length++)
        {
            Assert.Equal(Status.BadMac, Open(opener, frame[..length], out _));
        }

        Assert.Equal(Status.BadMac, Open(opener, [.. frame, 0], out _));
        Assert.Equal(Status.Accepted, Open(opener, frame, out _));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_frame_sent_twice_is_replayed(FrameKind kind)
    {
        var (sealer, opener) = Pair(kind);
        var first = Seal(sealer, Ping);
        Assert.Equal(Status.Accepted, Open(opener, first, out _));
        Assert.Equal(Status.FrameReplayed, Open(opener, first, out _));
        Assert.Equal(Status.Accepted, Open(opener, Seal(sealer, Ping), out _));
        Assert.Equal(Status.FrameReplayed, Open(opener, first, out _));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_frame_before_its_turn_is_out_of_order_and_the_right_one_still_comes(FrameKind kind)
    {
        var (sealer, opener) = Pair(kind);
        var first = Seal(sealer, Ping);
        var second = Seal(sealer, Ping);
        Assert.Equal(Status.FrameOutOfOrder, Open(opener, second, out _));
        Assert.Equal(Status.Accepted, Open(opener, first, out _));
        Assert.Equal(Status.Accepted, Open(opener, second, out _));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_frame_of_the_other_direction_or_of_another_connection_is_a_bad_mac(FrameKind kind)
    {
        var keys = ConnectionKeys.Derive(Bytes(SessionKey), Bytes(Challenge), Bytes(ClientNonce));
        var others = ConnectionKeys.Derive(Bytes(SessionKey), Bytes(ClientNonce), Bytes(ClientNonce));
        var opener = new FrameOpener(kind, keys.Client);
        Assert.Equal(Status.BadMac, Open(opener, Seal(new FrameSealer(kind, keys.Server), Ping), out _));
        Assert.Equal(Status.BadMac, Open(opener, Seal(new FrameSealer(kind, others.Client), Ping), out _));
        Assert.Equal(Status.Accepted, Open(opener, Seal(new FrameSealer(kind, keys.Client), Ping), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x.{}")]
    [InlineData(".{}")]
    [InlineData("00.{}")]
    [InlineData("+0.{}")]
    [InlineData("-1.{}")]
    [InlineData("0")]
    [InlineData("18446744073709551616.{}")]
    public void An_authentic_text_frame_without_a_plain_number_is_malformed_and_moves_nothing(string covered)
    {
        var opener = new FrameOpener(FrameKind.Text, Bytes(ClientKey));
        var mac = System.Security.Cryptography.HMACSHA256.HashData(Bytes(ClientKey), Encoding.UTF8.GetBytes(covered))[..16];
        var frame = Encoding.UTF8.GetBytes(System.Buffers.Text.Base64Url.EncodeToString(mac) + "." + covered);
        Assert.Equal(Status.Malformed, Open(opener, frame, out _));
        Assert.Equal(0ul, opener.NextSequence);
    }

    [Fact]
    public void A_mac_in_another_spelling_of_base64_is_a_bad_mac()
    {
        // The last of 22 characters carries two bits and four that decoders ignore: A and B at the end decode to the same byte.
        var (sealer, opener) = Pair(FrameKind.Text);
        var frame = Seal(sealer, Ping);
        frame[21]++;
        Assert.Equal(Status.BadMac, Open(opener, frame, out _));
    }

    private static (FrameSealer Sealer, FrameOpener Opener) Pair(FrameKind kind) => (new(kind, Bytes(ClientKey)), new(kind, Bytes(ClientKey)));

    private static byte[] Seal(FrameSealer sealer, Google.Protobuf.IMessage message)
    {
        using var frame = sealer.Seal(message);
        return frame.Bytes.ToArray();
    }

    private static Status Open(FrameOpener opener, byte[] frame, out byte[] message)
    {
        var opened = opener.Open(frame);
        message = opened.Message.ToArray();
        return opened.Status;
    }
}
