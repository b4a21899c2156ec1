using System.IO.Pipelines;
using Croupier.Wire.Grpc;
using Google.Protobuf;

namespace Croupier.Platform.Rpc;

/// <summary>A call's answers. One writer at a time; a flush waits while the peer does not read, up to a bound.</summary>
internal sealed class RpcWriter(PipeWriter pipe, TimeSpan stalledWithin)
{
    /// <summary>Into the buffer; it goes out at the next flush, or with the end of the call.</summary>
    public void Write(IMessage message) => GrpcFrame.Write(pipe, message);

    /// <summary>Throws <see cref="RpcStalledException"/> when the peer takes nothing for too long.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        var flushing = pipe.FlushAsync(cancellation);
        if (flushing.IsCompletedSuccessfully)
        {
            flushing.GetAwaiter().GetResult();
            return;
        }

        try
        {
            await flushing.AsTask().WaitAsync(stalledWithin, cancellation);
        }
        catch (TimeoutException)
        {
            throw new RpcStalledException();
        }
    }
}

/// <summary>The peer takes nothing of its stream.</summary>
internal sealed class RpcStalledException() : Exception("the reader took nothing of its stream for too long");
