namespace Croupier.Wire.Grpc;

/// <summary>A call that ended without its answer.</summary>
public sealed class GrpcException(RpcRefusal refusal, Exception? cause = null) : Exception($"{refusal.Code}: {refusal.Message}", cause)
{
    public RpcRefusal Refusal { get; } = refusal;

    public GrpcCode Code => Refusal.Code;
}
