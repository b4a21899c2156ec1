using System.Text;
using Croupier.Wire.Frames;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Tests.Unit.Wire;

public sealed class MessageCodecTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"ping\":")]
    [InlineData("{\"ping\":{\"token\":-1}}")]
    [InlineData("{\"ping\":{\"token\":1.5}}")]
    [InlineData("{\"ping\":{\"token\":\"18446744073709551616\"}}")]
    [InlineData("{\"ping\":{\"tokn\":1}}")]
    [InlineData("{\"ping\":{},\"openChain\":{}}")]
    [InlineData("{\"bet\":{\"id\":\"*\"}}")]
    [InlineData("{\"ping\":{}} {\"ping\":{}}")]
    [InlineData("{\"ping\":[[[[[[[[[[]]]]]]]]]]}")]
    public void Json_that_is_no_message_is_none(string json) => Assert.Null(MessageCodec.ReadClient(FrameKind.Text, Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Text_that_is_not_utf8_is_no_message() =>
        Assert.Null(MessageCodec.ReadClient(FrameKind.Text, [.. "{\"bet\":{\"game\":\""u8, 0xC3, 0x28, .. "\"}}"u8]));

    [Fact]
    public void Bytes_that_are_no_protobuf_are_no_message()
    {
        Assert.Null(MessageCodec.ReadClient(FrameKind.Binary, []));
        Assert.Null(MessageCodec.ReadClient(FrameKind.Binary, [0xFF]));
        Assert.Null(MessageCodec.ReadClient(FrameKind.Binary, Convert.FromHexString("4a0208")));
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        const int Seed = 20260101;
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(0, 60)];
            random.NextBytes(bytes);
            var thrown = Record.Exception(() =>
            {
                MessageCodec.ReadClient(FrameKind.Binary, bytes);
                MessageCodec.ReadClient(FrameKind.Text, bytes);
            });
            Assert.True(thrown is null, $"seed {Seed}, input {i} ({Convert.ToHexString(bytes)}): {thrown}");
        }
    }

    [Fact]
    public void Damaged_json_never_throws()
    {
        const int Seed = 20260102;
        var random = new Random(Seed);
        var bet = new ClientFrame { Bet = new Bet { Id = ByteString.CopyFrom(new byte[16]), Game = "dice", Stake = 10000, Choice = ByteString.CopyFrom(1, 2) } };
        var whole = Encoding.UTF8.GetBytes(MessageJson.Write(bet));
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var thrown = Record.Exception(() => MessageCodec.ReadClient(FrameKind.Text, bytes));
            Assert.True(thrown is null, $"seed {Seed}, input {i} ({Encoding.Latin1.GetString(bytes)}): {thrown}");
        }
    }

    [Fact]
    public void Text_shows_a_status_of_zero_too() =>
        Assert.Contains("\"status\": 0", MessageJson.Write(new ServerFrame { Round = new RoundResult() }), StringComparison.Ordinal);

    [Fact]
    public void A_bet_and_its_result_take_less_than_half_as_binary()
    {
        var bet = new ClientFrame
        {
            Bet = new Bet
            {
                Id = Sixteen(1), Game = "dice", RulesHash = ByteString.CopyFrom(new byte[32]), Chain = Sixteen(2), Nonce = 41, Asset = 978, Stake = 100_000, Choice = ByteString.CopyFrom(0, 0, 0, 50),
            },
        };
        var result = new ServerFrame
        {
            ReplyTo = 42,
            Round = new RoundResult
            {
                Id = Sixteen(1), Game = "dice", Chain = Sixteen(2), Nonce = 41, Asset = 978, Stake = 100_000, Choice = ByteString.CopyFrom(0, 0, 0, 50), Outcome = ByteString.CopyFrom(0, 0, 0, 9), Payout = 198_000, CashAfter = 99_098_000, Block = 17, Entry = 3,
            },
        };
        var binary = bet.CalculateSize() + result.CalculateSize();
        var text = MessageJson.Write(bet).Length + MessageJson.Write(result).Length;
        Assert.True(binary * 2 < text, $"{binary} bytes binary, {text} as text");
    }

    private static ByteString Sixteen(byte value) => ByteString.CopyFrom([.. Enumerable.Repeat(value, 16)]);
}
