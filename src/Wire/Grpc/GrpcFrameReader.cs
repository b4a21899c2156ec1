using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Croupier.Wire.Grpc;

/// <summary>What a read gave: a message, the end of the stream (neither), or why the stream can't be read on.</summary>
public readonly record struct GrpcRead<T>(T? Message, RpcRefusal? Refusal)
    where T : class
{
    public bool IsEnd => Message is null && Refusal is null;
}

/// <summary>
/// Takes messages out of a stream of frames, for server and client alike. A frame that is longer than the bound, compressed, cut short or no such message is refused
/// before it is kept: at most the bound waits in memory, and the sender is held back by the flow control of HTTP/2.
/// </summary>
public sealed class GrpcFrameReader(PipeReader pipe, int maxBytes)
{
    public async ValueTask<GrpcRead<T>> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellation)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellation);
            var buffer = read.Buffer;
            var consumed = buffer.Start;
            var examined = buffer.End;
            try
            {
                if (GrpcFrame.TryReadHeader(buffer, out var compressed, out var length))
                {
                    if (compressed)
                    {
                        return Refused<T>(GrpcCode.Unimplemented, "compressed messages are not taken");
                    }

                    if (length > maxBytes)
                    {
                        return Refused<T>(GrpcCode.ResourceExhausted, $"a message of {length} bytes; {maxBytes} at most are taken");
                    }

                    if (buffer.Length >= GrpcFrame.HeaderBytes + length)
                    {
                        var body = buffer.Slice(GrpcFrame.HeaderBytes, length);
                        consumed = examined = body.End;
                        return Parse(parser, body);
                    }
                }

                if (read.IsCompleted)
                {
                    return buffer.IsEmpty ? default : Refused<T>(GrpcCode.InvalidArgument, "the stream ended within a message");
                }
            }
            finally
            {
                pipe.AdvanceTo(consumed, examined);
            }
        }
    }

    private static GrpcRead<T> Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> body)
        where T : class, IMessage<T>
    {
        try
        {
            return new GrpcRead<T>(parser.ParseFrom(body), null);
        }
        catch (InvalidProtocolBufferException)
        {
            return Refused<T>(GrpcCode.InvalidArgument, $"the message is no {typeof(T).Name}");
        }
    }

    private static GrpcRead<T> Refused<T>(GrpcCode code, string message)
        where T : class => new(null, new RpcRefusal(code, message));
}
