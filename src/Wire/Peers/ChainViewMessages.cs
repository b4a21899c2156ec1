using Croupier.Kernel;
using Croupier.Kernel.Commands;
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
        OpenedAt = Write(chain.OpenedAt),
        SeededAt = Write(chain.SeededAt),
        ClosedAt = Write(chain.ClosedAt),
        End = (uint)chain.End,
        ReceiptKeyId = chain.Receipt?.KeyId ?? "",
        Receipt = PeerFields.Bytes(chain.Receipt?.Signature ?? ReadOnlyMemory<byte>.Empty),
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
        chain.OpenedUnixMs)
    {
        OpenedAt = Read(chain.OpenedAt),
        SeededAt = Read(chain.SeededAt),
        ClosedAt = Read(chain.ClosedAt),
        End = (ChainEnd)chain.End,
        Receipt = chain.Receipt.IsEmpty ? null : new CommitmentSignature(chain.ReceiptKeyId, chain.Receipt.Memory),
    };

    public static ListChainsRequest Write(PlayerId player, ChainRange range, int limit) => new()
    {
        Player = player.Value.ToBytes(),
        Limit = limit,
        Before = range.Before is { } before ? before.Value.ToBytes() : Google.Protobuf.ByteString.Empty,
        FromUnixMs = range.FromUnixMs,
        ToUnixMs = range.ToUnixMs,
    };

    public static ChainRange Read(ListChainsRequest request) => new(
        request.Before.IsEmpty ? null : new ChainId(PeerFields.Id(request.Before)), request.FromUnixMs, request.ToUnixMs == 0 ? long.MaxValue : request.ToUnixMs);

    private static Messages.BlockPlace? Write(Kernel.BlockPlace? place) => place is not { } at ? null : new()
    {
        Block = at.Block,
        Entry = at.Entry,
        BlockHash = at.BlockHash.ToBytes(),
        UnixMs = at.UnixMs,
    };

    private static Kernel.BlockPlace? Read(Messages.BlockPlace? place) =>
        place is null ? null : new Kernel.BlockPlace(place.Block, place.Entry, PeerFields.Hash(place.BlockHash), place.UnixMs);
}
