using Croupier.Wire.Grpc;

namespace Croupier.Platform.Rpc;

/// <summary>What an area counts of its callers. Names in tags are from the configured table only, never what a stranger sent.</summary>
internal interface IRpcWatch
{
    /// <summary>A connection was not let in: <paramref name="reason"/> is one of <see cref="PeerCertificates"/>' few words.</summary>
    void Refused(string reason);

    void Opened(RpcPeer peer);

    void Closed(RpcPeer peer);

    void Answered(RpcPeer peer, string method, GrpcCode code, TimeSpan took);
}
