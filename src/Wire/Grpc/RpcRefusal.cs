using Croupier.Kernel;
using Croupier.Wire.Grpc.Details;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Croupier.Wire.Grpc;

/// <summary>Why a call has no answer: gRPC's code, one sentence, and what a program can act on. <see cref="Reason"/> is Accepted where the platform has no status for it.</summary>
public sealed record RpcRefusal(GrpcCode Code, string Message)
{
    /// <summary>The domain of <c>google.rpc.ErrorInfo</c>.</summary>
    public const string Domain = "croupier.dev";

    private const string TypePrefix = "type.googleapis.com";

    public Kernel.Status Reason { get; init; }

    /// <summary>The field that is malformed, as a path from the request.</summary>
    public string? Field { get; init; }

    /// <summary>Zero where waiting does not help.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The bytes of trailer <c>grpc-status-details-bin</c>: google.rpc.Status with ErrorInfo, BadRequest and RetryInfo as they apply; null where none does.</summary>
    public byte[]? Details()
    {
        var details = new Details.Status { Code = (int)Code, Message = Message };
        if (Reason != Kernel.Status.Accepted)
        {
            details.Details.Add(Any.Pack(new ErrorInfo { Reason = Reason.ToString(), Domain = Domain }, TypePrefix));
        }

        if (Field is not null)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = Field, Description = Message };
            details.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }, TypePrefix));
        }

        if (RetryAfter > TimeSpan.Zero)
        {
            details.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(RetryAfter) }, TypePrefix));
        }

        return details.Details.Count == 0 ? null : details.ToByteArray();
    }

    /// <summary>The refusal that a peer's trailers tell. Details that can't be read are left out: the code says enough.</summary>
    public static RpcRefusal Read(GrpcCode code, string message, ReadOnlySpan<byte> details)
    {
        var refusal = new RpcRefusal(code, message);
        try
        {
            foreach (var detail in Croupier.Wire.Grpc.Details.Status.Parser.ParseFrom(details).Details)
            {
                if (detail.TryUnpack<ErrorInfo>(out var info) && System.Enum.TryParse<Kernel.Status>(info.Reason, out var reason))
                {
                    refusal = refusal with { Reason = reason };
                }
                else if (detail.TryUnpack<BadRequest>(out var bad) && bad.FieldViolations.Count > 0)
                {
                    refusal = refusal with { Field = bad.FieldViolations[0].Field };
                }
                else if (detail.TryUnpack<RetryInfo>(out var retry))
                {
                    refusal = refusal with { RetryAfter = retry.RetryDelay.ToTimeSpan() };
                }
            }
        }
        catch (Exception unreadable) when (unreadable is InvalidProtocolBufferException or InvalidOperationException)
        {
        }

        return refusal;
    }
}
