using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Croupier.Kernel;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Api;

/// <summary>Writes answers and refusals of the HTTPS API. Nothing of it is to be stored by anyone on the way.</summary>
internal sealed class ApiReply(GatewayMetrics metrics)
{
    public async Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type, int httpCode = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = httpCode;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (!context.Response.Headers.ContainsKey("Cache-Control"))
        {
            context.Response.Headers.CacheControl = "no-store";
        }

        metrics.Requested(httpCode);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public void NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.CacheControl = "no-store";
        metrics.Requested(StatusCodes.Status204NoContent);
    }

    public Task RefuseAsync(HttpContext context, Status status) => RefuseAsync(context, status, StatusText.RetryAfterMs(status));

    public Task RefuseAsync(HttpContext context, Status status, uint retryAfterMs)
    {
        metrics.Refused(status);
        if (retryAfterMs > 0)
        {
            context.Response.Headers.RetryAfter = ((retryAfterMs + 999) / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (StatusText.HttpCode(status) == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        context.Response.Headers.CacheControl = "no-store";
        var body = new ErrorBody((int)status, status.ToString(), StatusText.Sentence(status), retryAfterMs);
        return WriteAsync(context, body, ApiJson.Default.ErrorBody, StatusText.HttpCode(status));
    }
}
