using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Croupier.Kernel;
using Croupier.Wire.Grpc;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Ledger.Api.Json;

/// <summary>A refusal as problem details (RFC 9457), with what a program acts on as members of its own.</summary>
internal sealed record Problem(
    string Type, string Title, int Status, string Detail, string Code, string? Reason, string? Field, long? RetryAfterMs)
{
    public static Problem Of(RpcRefusal refusal)
    {
        var reason = refusal.Reason == Kernel.Status.Accepted ? null : refusal.Reason.ToString();
        return new Problem(
            $"urn:croupier:problem:{reason ?? refusal.Code.ToString()}",
            TitleOf(refusal.Code),
            HttpCode(refusal.Code),
            refusal.Message,
            refusal.Code.ToString(),
            reason,
            refusal.Field,
            refusal.RetryAfter > TimeSpan.Zero ? (long)refusal.RetryAfter.TotalMilliseconds : null);
    }

    public async Task WriteAsync(HttpContext context)
    {
        if (RetryAfterMs is { } wait)
        {
            context.Response.Headers.RetryAfter = ((wait + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, ProblemJson.Default.Problem), context.RequestAborted);
    }

    private static int HttpCode(GrpcCode code) => code switch
    {
        GrpcCode.InvalidArgument or GrpcCode.OutOfRange => StatusCodes.Status400BadRequest,
        GrpcCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        GrpcCode.PermissionDenied => StatusCodes.Status403Forbidden,
        GrpcCode.NotFound or GrpcCode.Unimplemented => StatusCodes.Status404NotFound,
        GrpcCode.FailedPrecondition or GrpcCode.Aborted or GrpcCode.AlreadyExists => StatusCodes.Status409Conflict,
        GrpcCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        GrpcCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        GrpcCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string TitleOf(GrpcCode code) => code switch
    {
        GrpcCode.InvalidArgument => "The request can't be read",
        GrpcCode.Unauthenticated => "The certificate does not hold",
        GrpcCode.PermissionDenied => "Not permitted",
        GrpcCode.NotFound => "Not found",
        GrpcCode.Unimplemented => "There is no such address",
        GrpcCode.FailedPrecondition => "The reader is not on this chain",
        GrpcCode.ResourceExhausted => "Too much at one time",
        GrpcCode.Unavailable => "Unavailable",
        GrpcCode.DeadlineExceeded => "Out of time",
        _ => "The call failed inside",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
