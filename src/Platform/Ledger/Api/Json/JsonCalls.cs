using System.Buffers;
using Croupier.Kernel;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Api.Json;

/// <summary>What every JSON request has around it: the peer, the end of the call, the answer or the problem, and nothing of an error's inside.</summary>
internal sealed class JsonCalls(IRpcWatch watch, TimeProvider clock, Action<InvariantBrokenException> fail, ILogger logger, CancellationToken stopping)
{
    public async Task AnswerAsync(HttpContext context, string method, Func<HttpContext, RpcCall, Task<(IMessage? Message, RpcRefusal? Refusal)>> run)
    {
        var peer = context.Features.GetRequiredFeature<RpcPeer>();
        var started = clock.GetTimestamp();
        context.Response.Headers.CacheControl = "no-store";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        IMessage? answer = null;
        RpcRefusal? refusal;
        try
        {
            (answer, refusal) = peer.ValidUntil <= clock.GetUtcNow()
                ? (null, new RpcRefusal(GrpcCode.Unauthenticated, "the certificate of this connection has expired"))
                : await run(context, new RpcCall(peer, over.Token));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            refusal = ApiRefusals.CannotRead("this process stops; what was asked may have happened");
        }
        catch (BadHttpRequestException bad)
        {
            refusal = bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new RpcRefusal(GrpcCode.ResourceExhausted, "the body is too long")
                : ApiRefusals.Malformed("the request", "can't be read");
        }
        catch (InvariantBrokenException broken)
        {
            fail(broken);
            refusal = new RpcRefusal(GrpcCode.Internal, "an invariant is broken; the ledger stops");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            logger.LogError(error, "{Method} failed for {Peer}", method, peer.Name);
            refusal = new RpcRefusal(GrpcCode.Internal, "the call failed inside");
        }

        watch.Answered(peer, method, refusal?.Code ?? GrpcCode.Ok, clock.GetElapsedTime(started));
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (refusal is not null)
        {
            await Problem.Of(refusal).WriteAsync(context);
            return;
        }

        var bytes = LedgerJson.Write(answer!);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public Task NotThereAsync(HttpContext context) => AnswerAsync(
        context, "unknown", (_, _) => Task.FromResult<(IMessage?, RpcRefusal?)>((null, new RpcRefusal(GrpcCode.NotFound, "there is nothing at this address") { Reason = Status.NotFound })));

    /// <summary>The whole body; the server's own bound on its size holds.</summary>
    public static async Task<byte[]> BodyAsync(HttpContext context, CancellationToken over)
    {
        var pipe = context.Request.BodyReader;
        while (true)
        {
            var read = await pipe.ReadAsync(over);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                pipe.AdvanceTo(read.Buffer.End);
                return body;
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
