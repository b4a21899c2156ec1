using System.Buffers;
using System.IO.Pipelines;
using Croupier.Kernel;
using Croupier.Wire.Grpc;
using Google.Protobuf;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Tests.Unit.Wire.Grpc;

/// <summary>The small part of gRPC that is ours: frames, timeouts, texts, details.</summary>
public sealed class GrpcWireTests
{
    private static readonly Messages.GetHeadRequest Message = new() { Partition = 300 };

    [Fact]
    public void A_frame_is_a_flag_a_length_and_the_message()
    {
        var frame = new ArrayBufferWriter<byte>();

        GrpcFrame.Write(frame, Message);

        Assert.Equal(new byte[] { 0, 0, 0, 0, 3, 8, 0xAC, 2 }, frame.WrittenSpan.ToArray());
    }

    [Fact]
    public async Task Messages_come_out_of_a_stream_however_it_is_cut()
    {
        var frames = new ArrayBufferWriter<byte>();
        for (uint i = 0; i < 20; i++)
        {
            GrpcFrame.Write(frames, new Messages.GetHeadRequest { Partition = i * i * i });
        }

        for (var piece = 1; piece < 12; piece++)
        {
            var pipe = new Pipe();
            var reader = new GrpcFrameReader(pipe.Reader, 64);
            var reading = ReadAllAsync(reader);
            for (var at = 0; at < frames.WrittenCount; at += piece)
            {
                await pipe.Writer.WriteAsync(frames.WrittenMemory.Slice(at, Math.Min(piece, frames.WrittenCount - at)));
            }

            await pipe.Writer.CompleteAsync();
            Assert.Equal(Enumerable.Range(0, 20).Select(i => (uint)(i * i * i)), await reading);
        }
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, GrpcCode.Unimplemented)]
    [InlineData(new byte[] { 0, 0, 0, 0, 65 }, GrpcCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, GrpcCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 0, 0 }, GrpcCode.InvalidArgument)]
    [InlineData(new byte[] { 0, 0, 0, 0, 3, 8 }, GrpcCode.InvalidArgument)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 8, 0xAC }, GrpcCode.InvalidArgument)]
    public async Task What_is_no_frame_is_refused(byte[] bytes, GrpcCode code)
    {
        var reader = new GrpcFrameReader(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), 64);

        var read = await reader.ReadAsync(Messages.GetHeadRequest.Parser, default);

        Assert.Equal(code, read.Refusal?.Code);
    }

    [Theory]
    [InlineData("1S", 10_000_000)]
    [InlineData("250m", 2_500_000)]
    [InlineData("99999999u", 999_999_990)]
    [InlineData("500n", 5)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("0n", 0)]
    public void A_timeout_is_digits_and_a_unit(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData("1s")]
    [InlineData("100000000S")]
    public void What_is_no_timeout_is_refused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9_999)]
    [InlineData(10_000_000)]
    [InlineData(long.MaxValue / 10)]
    public void A_timeout_that_is_sent_is_never_shorter_than_the_callers(long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(GrpcTimeout.Format(new TimeSpan(ticks)), out var read));
        Assert.True(read.Ticks >= Math.Min(ticks, 99_999_999 * TimeSpan.TicksPerSecond));
    }

    [Theory]
    [InlineData("plain words", "plain words")]
    [InlineData("100 %", "100 %25")]
    [InlineData("zwölf\r\n", "zw%C3%B6lf%0D%0A")]
    public void A_message_is_percent_encoded_and_comes_back(string text, string encoded)
    {
        Assert.Equal(encoded, GrpcText.Encode(text));
        Assert.Equal(text, GrpcText.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    public void What_is_no_encoding_stands_for_itself(string encoded, string text) => Assert.Equal(text, GrpcText.Decode(encoded));

    [Fact]
    public void A_refusals_details_come_back()
    {
        var refusal = new RpcRefusal(GrpcCode.InvalidArgument, "no good") { Reason = Status.Malformed, Field = "a.b[3]", RetryAfter = TimeSpan.FromMilliseconds(150) };

        Assert.Equal(refusal, RpcRefusal.Read(GrpcCode.InvalidArgument, "no good", refusal.Details()));
        Assert.Null(new RpcRefusal(GrpcCode.Internal, "inside").Details());
    }

    [Fact]
    public void Details_that_cant_be_read_are_left_out() =>
        Assert.Equal(new RpcRefusal(GrpcCode.Internal, "x"), RpcRefusal.Read(GrpcCode.Internal, "x", [255, 1, 2]));

    private static async Task<List<uint>> ReadAllAsync(GrpcFrameReader reader)
    {
        var all = new List<uint>();
        while (true)
        {
            var read = await reader.ReadAsync(Messages.GetHeadRequest.Parser, default);
            if (read.IsEnd)
            {
                return all;
            }

            all.Add(read.Message!.Partition);
        }
    }
}
