using Croupier.Wire.Grpc;

namespace Croupier.Platform.Rpc;

/// <summary>A call's answer, or why there is none.</summary>
internal readonly record struct RpcAnswer<T>(T? Message, RpcRefusal? Refusal)
    where T : class
{
    public static implicit operator RpcAnswer<T>(T message) => new(message, null);

    public static implicit operator RpcAnswer<T>(RpcRefusal refusal) => new(null, refusal);
}
