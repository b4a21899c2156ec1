namespace Croupier.Platform.Rpc;

/// <summary>One call: who calls, and when it is over (answered, given up by the caller, out of time, or the process stops).</summary>
internal sealed record RpcCall(RpcPeer Peer, CancellationToken Over);
