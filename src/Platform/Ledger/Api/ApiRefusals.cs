using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;

namespace Croupier.Platform.Ledger.Api;

/// <summary>The refusals before the log, in one place: which code, and what a program does about it.</summary>
internal static class ApiRefusals
{
    private static readonly TimeSpan AfterBusy = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterUnavailable = TimeSpan.FromSeconds(1);

    /// <summary>Nothing was appended, or the fate is unknown: the status says which.</summary>
    public static RpcRefusal Of(LedgerUnavailableException error) => error.Status == Status.Busy
        ? new RpcRefusal(GrpcCode.ResourceExhausted, error.Message) { Reason = Status.Busy, RetryAfter = error.RetryAfter > AfterBusy ? error.RetryAfter : AfterBusy }
        : new RpcRefusal(GrpcCode.Unavailable, $"fate unknown: {error.Message}") { Reason = Status.Unavailable, RetryAfter = AfterUnavailable };

    public static RpcRefusal Malformed(FieldReader fields) => Malformed(fields.Field!, fields.Why);

    public static RpcRefusal Malformed(string field, string why) =>
        new(GrpcCode.InvalidArgument, $"{field} {why}") { Reason = Status.Malformed, Field = field };

    public static RpcRefusal WrongPartition(int partition) =>
        new(GrpcCode.NotFound, $"partition {partition} is not served here") { Reason = Status.WrongPartition };

    public static RpcRefusal TooMany(string what) => new(GrpcCode.ResourceExhausted, $"too many {what} of this caller at one time") { Reason = Status.TooManyInFlight, RetryAfter = AfterBusy };

    public static RpcRefusal CannotRead(string why) => new(GrpcCode.Unavailable, why) { Reason = Status.Unavailable, RetryAfter = AfterUnavailable };
}
