using System.Globalization;
using Croupier.Kernel;
using Croupier.Wire.Grpc;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Croupier.Platform.Rpc;

/// <summary>
/// gRPC over Kestrel's HTTP/2, without its packages:
/// <list type="number">
/// <item>a request must be gRPC, of a method that is there and that this peer may call, from a peer whose certificate still holds;</item>
/// <item>the caller's deadline, the end of the certificate, its going away and our stopping each end the call;</item>
/// <item>the method runs; streams have no bound on length or rate but the flow control of HTTP/2 and the bound on a stalled reader;</item>
/// <item>how it ended goes out as trailers: code, message, details, and when to come again.</item>
/// </list>
/// What a method throws never reaches the peer: it is logged, and is INTERNAL to them. A broken invariant is handed to <paramref name="fail"/>, which stops the role.
/// </summary>
internal sealed class RpcEndpoint(
    RpcMethods methods, RpcListenerOptions options, IRpcWatch watch, TimeProvider clock, Action<InvariantBrokenException> fail, ILogger logger, CancellationToken stopping)
{
    /// <summary>Whether a request says that it is gRPC: application/grpc, and what may follow it.</summary>
    public static bool IsRpc(HttpContext context) => context.Request.ContentType?.StartsWith(GrpcChannel.ContentType, StringComparison.Ordinal) == true;

    public async Task HandleAsync(HttpContext context)
    {
        // 1.
        var response = context.Response;
        if (!IsRpc(context) || !HttpProtocol.IsHttp2(context.Request.Protocol) || !HttpMethods.IsPost(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        response.ContentType = GrpcChannel.ContentType;
        var peer = context.Features.GetRequiredFeature<RpcPeer>();
        var started = clock.GetTimestamp();
        var method = methods.Find(context.Request.Path.Value ?? "");
        var refusal = Unfit(context, method, peer, out var deadline);
        if (refusal is null)
        {
            refusal = await RunAsync(context, method!, peer, deadline);
        }

        // 4.
        watch.Answered(peer, method?.Name ?? "unknown", refusal?.Code ?? GrpcCode.Ok, clock.GetElapsedTime(started));
        if (!context.RequestAborted.IsCancellationRequested)
        {
            Close(response, refusal);
        }

        if (refusal?.Code == GrpcCode.Unauthenticated)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }

    private RpcRefusal? Unfit(HttpContext context, RpcMethod? method, RpcPeer peer, out TimeSpan? deadline)
    {
        deadline = null;
        if (method is null)
        {
            return new RpcRefusal(GrpcCode.Unimplemented, "there is no such method");
        }

        if (methods.WhyNot(peer, method) is { } notForThem)
        {
            return notForThem;
        }

        if (context.Request.Headers["grpc-encoding"] is { Count: > 0 } encoding && encoding != "identity")
        {
            context.Response.Headers["grpc-accept-encoding"] = "identity";
            return new RpcRefusal(GrpcCode.Unimplemented, "messages are not taken in this encoding");
        }

        if (context.Request.Headers["grpc-timeout"] is { Count: > 0 } timeout)
        {
            if (!GrpcTimeout.TryParse(timeout.ToString(), out var within))
            {
                return new RpcRefusal(GrpcCode.InvalidArgument, "the header grpc-timeout is no timeout") { Field = "grpc-timeout" };
            }

            deadline = within;
        }

        return peer.ValidUntil <= clock.GetUtcNow() ? Expired() : null;
    }

    private async Task<RpcRefusal?> RunAsync(HttpContext context, RpcMethod method, RpcPeer peer, TimeSpan? deadline)
    {
        // 2.
        var validFor = peer.ValidUntil - clock.GetUtcNow();
        var within = method.IsStream && (deadline is null || validFor < deadline) ? validFor : deadline;
        using var time = within is { } bound ? new CancellationTokenSource(Longest(bound), clock) : new CancellationTokenSource();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(time.Token, context.RequestAborted, stopping);
        if (method.IsStream)
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
            context.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = null;
        }

        // 3.
        try
        {
            if (method.IsStream)
            {
                // The headers go out now: a caller may wait for them before it sends anything.
                await context.Response.StartAsync(over.Token);
                await context.Response.BodyWriter.FlushAsync(over.Token);
            }

            var reader = new GrpcFrameReader(context.Request.BodyReader, options.MaxMessageBytes);
            var writer = new RpcWriter(context.Response.BodyWriter, options.StalledWithin);
            return await method.Run(reader, writer, new RpcCall(peer, over.Token));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return context.RequestAborted.IsCancellationRequested ? new RpcRefusal(GrpcCode.Cancelled, "the caller went away")
                : stopping.IsCancellationRequested ? new RpcRefusal(GrpcCode.Unavailable, "this process stops; what was asked may have happened") { RetryAfter = TimeSpan.FromSeconds(1) }
                : peer.ValidUntil <= clock.GetUtcNow() ? Expired()
                : new RpcRefusal(GrpcCode.DeadlineExceeded, "the call's time is over; what was asked may have happened");
        }
        catch (RpcStalledException stalled)
        {
            logger.LogWarning("a stream of {Peer} is cut off: {Reason}", peer.Name, stalled.Message);
            context.Abort();
            return new RpcRefusal(GrpcCode.Aborted, stalled.Message);
        }
        catch (BadHttpRequestException bad)
        {
            return new RpcRefusal(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? GrpcCode.ResourceExhausted : GrpcCode.InvalidArgument, bad.Message);
        }
        catch (InvariantBrokenException broken)
        {
            fail(broken);
            return new RpcRefusal(GrpcCode.Internal, "an invariant is broken; the role stops");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                logger.LogError(error, "{Method} failed for {Peer}", method.Name, peer.Name);
            }

            return new RpcRefusal(GrpcCode.Internal, "the call failed inside");
        }
    }

    private static RpcRefusal Expired() => new(GrpcCode.Unauthenticated, "the certificate of this connection has expired");

    // A timer takes no more than about 49 days.
    private static TimeSpan Longest(TimeSpan bound) => bound > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : bound < TimeSpan.Zero ? TimeSpan.Zero : bound;

    private static void Close(HttpResponse response, RpcRefusal? refusal)
    {
        response.AppendTrailer("grpc-status", ((int)(refusal?.Code ?? GrpcCode.Ok)).ToString(CultureInfo.InvariantCulture));
        if (refusal is null)
        {
            return;
        }

        response.AppendTrailer("grpc-message", GrpcText.Encode(refusal.Message));
        if (refusal.Reason != Status.Accepted)
        {
            response.AppendTrailer("croupier-status", refusal.Reason.ToString());
        }

        if (refusal.RetryAfter > TimeSpan.Zero)
        {
            response.AppendTrailer("grpc-retry-pushback-ms", ((long)refusal.RetryAfter.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        }

        if (refusal.Details() is { } details)
        {
            response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details));
        }
    }
}
