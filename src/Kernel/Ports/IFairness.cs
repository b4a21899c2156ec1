namespace Croupier.Kernel.Ports;

/// <summary>A chain as its player may see it. <see cref="ServerSeed"/> is null until the chain's closing has committed.</summary>
public sealed record ChainView(
    ChainId Chain, PlayerId Player, SessionId Session, Hash256 SeedHash, ReadOnlyMemory<byte> ClientSeed, bool Closed, byte[]? ServerSeed, long OpenedUnixMs);

/// <summary>Seed chains: commitment, the client's seed, closing, reveal. An unrevealed seed leaves through <see cref="ISeeds"/> only.</summary>
public interface IFairness
{
    Task<(Status Status, ChainView? Chain)> OpenChainAsync(CommandId id, PlayerId player, SessionId session, CancellationToken cancellation);

    Task<(Status Status, ChainView? Chain)> SetClientSeedAsync(CommandId id, PlayerId player, ChainId chain, ReadOnlyMemory<byte> clientSeed, CancellationToken cancellation);

    /// <summary>Closes the chain and, once that is committed, reveals its seed.</summary>
    Task<(Status Status, ChainView? Chain)> CloseChainAsync(CommandId id, PlayerId player, ChainId chain, CancellationToken cancellation);

    Task<ChainView?> FindChainAsync(PlayerId player, ChainId chain, CancellationToken cancellation);

    /// <summary>The player's newest chains first, at most <paramref name="limit"/> (1–100).</summary>
    Task<IReadOnlyList<ChainView>> ListChainsAsync(PlayerId player, int limit, CancellationToken cancellation);
}

/// <summary>The seeds of an open chain that has its client seed. Never written, logged or sent to anyone but games.</summary>
public sealed class ActiveSeeds(byte[] serverSeed, byte[] clientSeed)
{
    public ReadOnlyMemory<byte> ServerSeed { get; } = serverSeed;

    public ReadOnlyMemory<byte> ClientSeed { get; } = clientSeed;

    /// <summary>Says nothing, so that no log line can carry a seed.</summary>
    public override string ToString() => "ActiveSeeds(…)";
}

/// <summary>For the games role alone.</summary>
public interface ISeeds
{
    /// <summary>
    /// Status is Accepted, UnknownChain, ChainOfAnother, ChainClosed, ClientSeedMissing, or Unavailable when the seed can't be read or opened now: nothing may be
    /// decided then. The caller owns what it gets, and zeroes it when it is done.
    /// </summary>
    Task<(Status Status, ActiveSeeds? Seeds)> ActiveSeedsAsync(PlayerId player, ChainId chain, CancellationToken cancellation);
}
