using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>Commits to a server seed by its SHA-256. The seed itself stays sealed with the fairness role.</summary>
public sealed record OpenChain(CommandId Id, PlayerId Player, ChainId Chain, SessionId Session, Hash256 SeedHash) : Command(Id, Player)
{
    /// <summary>A chain takes no bet once the partition clock is this far past its opening, ms.</summary>
    public const long LifetimeMs = 24 * 3_600_000L;

    /// <summary>The most rounds of a chain: nonces 0 to 9,999.</summary>
    public const long MaxRounds = 10_000;

    public override CommandKind Kind => CommandKind.OpenChain;

    internal static OpenChain Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new ChainId(reader.Id()), new SessionId(reader.Id()), reader.Hash());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Chain.Value);
        writer.Id(Session.Value);
        writer.Hash(SeedHash);
    }
}

/// <summary>The client's own seed, sent after it has seen the hash of the server's. 16–32 bytes, once a chain.</summary>
public sealed record SetClientSeed(CommandId Id, PlayerId Player, ChainId Chain, ReadOnlyMemory<byte> ClientSeed) : Command(Id, Player)
{
    public const int MinBytes = 16;
    public const int MaxBytes = 32;

    public override CommandKind Kind => CommandKind.SetClientSeed;

    internal static SetClientSeed Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new ChainId(reader.Id()), reader.ShortBytes().ToArray());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Chain.Value);
        writer.ShortBytes(ClientSeed.Span);
    }
}

/// <summary>Ends a chain. Its seed is revealed only after the block of this command has committed.</summary>
public sealed record CloseChain(CommandId Id, PlayerId Player, ChainId Chain) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.CloseChain;

    internal static CloseChain Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, new ChainId(reader.Id()));

    internal override void WriteBody(ByteWriter writer) => writer.Id(Chain.Value);
}
