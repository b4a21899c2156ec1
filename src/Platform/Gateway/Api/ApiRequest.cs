using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Croupier.Platform.Gateway.Api;

/// <summary>A request that is refused where it is read; caught once, around every endpoint, and written as its status.</summary>
internal sealed class RefusedException(Status status, uint retryAfterMs = 0) : Exception(status.ToString())
{
    public Status Status { get; } = status;

    public uint RetryAfterMs { get; } = retryAfterMs;
}

/// <summary>Reads what endpoints ask of a request. Everything that is not exactly as documented is refused.</summary>
internal static class ApiRequest
{
    public static async Task<T> BodyAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxBytes)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType))
        {
            throw new RefusedException(Status.Malformed);
        }

        if (request.ContentLength > maxBytes)
        {
            throw new RefusedException(Status.FrameTooLarge);
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = maxBytes;
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, context.RequestAborted) ?? throw new RefusedException(Status.Malformed);
        }
        catch (JsonException)
        {
            throw new RefusedException(Status.Malformed);
        }
    }

    /// <summary>The caller that the bearer token proves.</summary>
    public static AccessGrant Caller(HttpContext context, ISessions sessions)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || !header[0]!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(Status.NotAuthenticated);
        }

        var (status, grant) = sessions.Verify(header[0]![Scheme.Length..]);
        if (status != Status.Accepted || grant is null)
        {
            throw new RefusedException(status == Status.Accepted ? Status.NotAuthenticated : status);
        }

        return sessions.IsRevoked(grant.Session) ? throw new RefusedException(Status.SessionRevoked) : grant;
    }

    /// <summary>A whole number of a query, within its range; null when it isn't there.</summary>
    public static long? Number(HttpContext context, string name, long least, long most)
    {
        var values = context.Request.Query[name];
        if (values.Count == 0)
        {
            return null;
        }

        return values.Count == 1
            && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
                ? number
                : throw new RefusedException(Status.Malformed);
    }

    /// <summary>An id in its usual text form, or nothing.</summary>
    public static Guid? Id(string? text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    /// <summary>An id of a query; null when it isn't there.</summary>
    public static Guid? QueryId(HttpContext context, string name)
    {
        var values = context.Request.Query[name];
        return values.Count == 0 ? null
            : values.Count == 1 && Id(values[0]) is { } id ? id
            : throw new RefusedException(Status.Malformed);
    }

    /// <summary>The cursor BLOCK.ENTRY of a history page.</summary>
    public static (long BlockSequence, int EntryIndex)? Cursor(HttpContext context)
    {
        var values = context.Request.Query["before"];
        if (values.Count == 0)
        {
            return null;
        }

        var parts = values[0]?.Split('.');
        return values.Count == 1
            && parts is { Length: 2 }
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var block)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
                ? (block, entry)
                : throw new RefusedException(Status.Malformed);
    }

    public static string Base64(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
