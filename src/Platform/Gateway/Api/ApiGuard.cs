using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway.Api;

/// <summary>Stands around every endpoint: charges the address, and turns each way to fail into its status. No exception's text leaves the process.</summary>
internal sealed class ApiGuard(EdgeLimits rates, int mostInFlight, ApiReply reply, Action<InvariantBrokenException> onBroken, ILogger<ApiGuard> logger)
{
    private int inFlight;

    public RequestDelegate Around(RequestDelegate endpoint) => context => CountedAsync(context, endpoint);

    /// <summary>For a request that lasts as long as its socket, which has a bound of its own.</summary>
    public RequestDelegate AroundSocket(RequestDelegate endpoint) => context => RunAsync(context, endpoint);

    private async Task CountedAsync(HttpContext context, RequestDelegate endpoint)
    {
        try
        {
            if (Interlocked.Increment(ref inFlight) > mostInFlight)
            {
                await reply.RefuseAsync(context, Status.Busy);
                return;
            }

            await RunAsync(context, endpoint);
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private async Task RunAsync(HttpContext context, RequestDelegate endpoint)
    {
        var waitMs = rates.Addresses.Take(AddressKey.Of(context.Connection.RemoteIpAddress));
        if (waitMs > 0)
        {
            await reply.RefuseAsync(context, Status.RateLimited, waitMs);
            return;
        }

        try
        {
            await endpoint(context);
        }
        catch (RefusedException refused)
        {
            await reply.RefuseAsync(context, refused.Status, Math.Max(refused.RetryAfterMs, StatusText.RetryAfterMs(refused.Status)));
        }
        catch (LedgerUnavailableException unavailable)
        {
            await reply.RefuseAsync(context, unavailable.Status, StatusText.RetryAfterMs(unavailable));
        }
        catch (BadHttpRequestException bad)
        {
            await reply.RefuseAsync(context, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? Status.FrameTooLarge : Status.Malformed);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is there to read an answer.
        }
        catch (InvariantBrokenException broken)
        {
            onBroken(broken);
            await FailAsync(context);
        }
        catch (OperationCanceledException)
        {
            await FailAsync(context);
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "The request {Method} {Path} could not be answered.", context.Request.Method, context.GetEndpoint()?.DisplayName);
            await FailAsync(context);
        }
    }

    private Task FailAsync(HttpContext context) =>
        context.Response.HasStarted ? Task.CompletedTask : reply.RefuseAsync(context, Status.Unavailable);
}
