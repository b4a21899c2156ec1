using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway.Api;

/// <summary>Stands around every endpoint: charges the address, and turns each way to fail into its status. No exception's text leaves the process.</summary>
internal sealed class ApiGuard(EdgeLimits rates, ApiReply reply, Action<InvariantBrokenException> onBroken, ILogger<ApiGuard> logger)
{
    public RequestDelegate Around(RequestDelegate endpoint) => context => RunAsync(context, endpoint);

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
            await reply.RefuseAsync(context, unavailable.Status);
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
