using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Chains;

/// <summary>A seed chain: the commitment, the client's own seed, and how far its rounds have come. A finished chain has no gaps (I7).</summary>
internal sealed class ChainItem : Item
{
    private byte[] clientSeed = [];

    public override ItemKind Kind => ItemKind.Chain;

    public ChainId Id { get; private set; }

    public PlayerId Player { get; private set; }

    public SessionId Session { get; private set; }

    public Hash256 SeedHash { get; private set; }

    public long OpenedUnixMs { get; private set; }

    public bool Closed { get; set; }

    /// <summary>The nonce of the next round.</summary>
    public long NextNonce { get; set; }

    public ReadOnlySpan<byte> ClientSeed => clientSeed;

    public bool HasClientSeed => clientSeed.Length > 0;

    public static ChainItem Opened(OpenChain command, long clockUnixMs) => new()
    {
        Id = command.Chain,
        Player = command.Player,
        Session = command.Session,
        SeedHash = command.SeedHash,
        OpenedUnixMs = clockUnixMs,
    };

    public bool HasExpired(long clockUnixMs) =>
        clockUnixMs - OpenedUnixMs > BookLimits.ChainLifetimeMs || NextNonce >= BookLimits.MaxRoundsPerChain;

    public void SetClientSeed(ReadOnlySpan<byte> seed) => clientSeed = seed.ToArray();

    public override void Write(ByteWriter writer)
    {
        writer.Id(Id.Value);
        writer.Id(Player.Value);
        writer.Id(Session.Value);
        writer.Hash(SeedHash);
        writer.I64(OpenedUnixMs);
        writer.Bool(Closed);
        writer.I64(NextNonce);
        writer.ShortBytes(clientSeed);
    }

    public override void Read(ref ByteReader reader)
    {
        Id = new ChainId(reader.Id());
        Player = new PlayerId(reader.Id());
        Session = new SessionId(reader.Id());
        SeedHash = reader.Hash();
        OpenedUnixMs = reader.I64();
        Closed = reader.Bool();
        NextNonce = reader.I64();
        var seed = reader.ShortBytes();
        clientSeed = seed.SequenceEqual(clientSeed) ? clientSeed : seed.ToArray();
    }
}
