using System.Buffers;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Croupier.Wire.Grpc;

/// <summary>An open stream both ways. Writes take turns; a peer that does not read holds them back. Disposing before the end cancels the call.</summary>
public sealed class GrpcDuplexCall<TAnswer> : IAsyncDisposable
    where TAnswer : class, IMessage<TAnswer>
{
    private readonly GrpcStreamContent content;
    private readonly HttpResponseMessage response;
    private readonly GrpcFrameReader reader;
    private readonly MessageParser<TAnswer> parser;
    private readonly SemaphoreSlim turn = new(1);
    private readonly ArrayBufferWriter<byte> frame = new(1024);

    internal GrpcDuplexCall(GrpcStreamContent content, HttpResponseMessage response, GrpcFrameReader reader, MessageParser<TAnswer> parser) =>
        (this.content, this.response, this.reader, this.parser) = (content, response, reader, parser);

    public async Task WriteAsync(IMessage message, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            frame.ResetWrittenCount();
            GrpcFrame.Write(frame, message);
            var stream = await content.Opened.WaitAsync(cancellation);
            await stream.WriteAsync(frame.WrittenMemory, cancellation);
            await stream.FlushAsync(cancellation);
        }
        catch (Exception lost) when (GrpcChannel.AsLost(lost, cancellation, CancellationToken.None) is { } refusal)
        {
            throw new GrpcException(refusal, lost);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Nothing more is sent; answers go on until the peer ends the call.</summary>
    public void CompleteWrites() => content.Complete();

    public async IAsyncEnumerable<TAnswer> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var read = await GrpcChannel.OrLost(() => reader.ReadAsync(parser, cancellation).AsTask(), cancellation);
            if (read.Message is null)
            {
                GrpcChannel.ThrowUnlessOk(response, read.Refusal);
                yield break;
            }

            yield return read.Message;
        }
    }

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        content.Complete();
        turn.Dispose();
        return ValueTask.CompletedTask;
    }
}
