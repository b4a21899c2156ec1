using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Wire.Peers;

/// <summary>A seed chain as its player may see it.</summary>
public static class ChainViewMessages
{
    public static ChainAnswer Write(Status status, ChainView? chain) => new() { Status = (uint)status, Chain = chain is null ? null : Write(chain) };

    public static Chain Write(ChainView chain) => new()
    {
        Chain_ = chain.Chain.Value.ToBytes(),
        Player = chain.Player.Value.ToBytes(),
        Session = chain.Session.Value.ToBytes(),
        SeedHash = chain.SeedHash.ToBytes(),
        ClientSeed = PeerFields.Bytes(chain.ClientSeed),
        Closed = chain.Closed,
        ServerSeed = PeerFields.Bytes(chain.ServerSeed),
        OpenedUnixMs = chain.OpenedUnixMs,
    };

    public static (Status Status, ChainView? Chain) Read(ChainAnswer answer) => (PeerFields.Status(answer.Status), answer.Chain is null ? null : Read(answer.Chain));

    public static ChainView Read(Chain chain) => new(
        new ChainId(PeerFields.Id(chain.Chain_)),
        new PlayerId(PeerFields.Id(chain.Player)),
        new SessionId(PeerFields.Id(chain.Session)),
        PeerFields.Hash(chain.SeedHash),
        chain.ClientSeed.Memory,
        chain.Closed,
        chain.ServerSeed.IsEmpty ? null : chain.ServerSeed.ToByteArray(),
        chain.OpenedUnixMs);
}
