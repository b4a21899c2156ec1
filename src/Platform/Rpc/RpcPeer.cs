namespace Croupier.Platform.Rpc;

/// <summary>Who is at the other end of a connection, as its certificate proves it: the name after the trust domain, and until when the certificate holds.</summary>
internal sealed record RpcPeer(string Name, DateTimeOffset ValidUntil);
