using Croupier.Kernel.Commands;

namespace Croupier.Kernel.Ports;

/// <summary>A chain as its player may see it. <see cref="ServerSeed"/> is null until the chain's closing has committed; the places are null until the blocks have been seen.</summary>
public sealed record ChainView(
    ChainId Chain, PlayerId Player, SessionId Session, Hash256 SeedHash, ReadOnlyMemory<byte> ClientSeed, bool Closed, byte[]? ServerSeed, long OpenedUnixMs)
{
    /// <summary>Where the seed's hash was committed.</summary>
    public BlockPlace? OpenedAt { get; init; }

    /// <summary>Where the client's seed was committed.</summary>
    public BlockPlace? SeededAt { get; init; }

    public BlockPlace? ClosedAt { get; init; }

    /// <summary>Why it was closed; <see cref="ChainEnd.None"/> while it is open.</summary>
    public ChainEnd End { get; init; }

    /// <summary>The platform's signature that the commitment stands at <see cref="OpenedAt"/>.</summary>
    public CommitmentSignature? Receipt { get; init; }
}

/// <summary>Which of a player's chains are asked for: those opened before the chain <paramref name="Before"/>, within a time (Unix ms, both ends included).</summary>
public readonly record struct ChainRange(ChainId? Before, long FromUnixMs, long ToUnixMs)
{
    public static readonly ChainRange All = new(null, 0, long.MaxValue);
}

/// <summary>A signature over the text of a receipt (docs/fairness.md), and the key's id: the first 16 hexadecimal digits of SHA-256 over its SubjectPublicKeyInfo (RFC 5280).</summary>
public sealed record CommitmentSignature(string KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>A public key that signs or has signed receipts: P-256, as SubjectPublicKeyInfo.</summary>
public sealed record ReceiptKey(string KeyId, ReadOnlyMemory<byte> PublicKey);

/// <summary>Seed chains: commitment, the client's seed, closing, reveal. An unrevealed seed leaves through <see cref="ISeeds"/> only.</summary>
public interface IFairness
{
    Task<(Status Status, ChainView? Chain)> OpenChainAsync(CommandId id, PlayerId player, SessionId session, CancellationToken cancellation);

    Task<(Status Status, ChainView? Chain)> SetClientSeedAsync(CommandId id, PlayerId player, ChainId chain, ReadOnlyMemory<byte> clientSeed, CancellationToken cancellation);

    /// <summary>Closes the chain and, once that is committed, reveals its seed.</summary>
    Task<(Status Status, ChainView? Chain)> CloseChainAsync(CommandId id, PlayerId player, ChainId chain, CancellationToken cancellation);

    Task<ChainView?> FindChainAsync(PlayerId player, ChainId chain, CancellationToken cancellation);

    /// <summary>The player's newest chains first, at most <paramref name="limit"/> (1–100).</summary>
    Task<IReadOnlyList<ChainView>> ListChainsAsync(PlayerId player, int limit, CancellationToken cancellation) =>
        ListChainsAsync(player, ChainRange.All, limit, cancellation);

    /// <summary>The same of those in the range.</summary>
    Task<IReadOnlyList<ChainView>> ListChainsAsync(PlayerId player, ChainRange range, int limit, CancellationToken cancellation);

    /// <summary>Every key that has signed receipts, the present one among them.</summary>
    Task<IReadOnlyList<ReceiptKey>> ReceiptKeysAsync(CancellationToken cancellation);
}

/// <summary>The seeds of an open chain that has its client seed. Never written, logged or sent to anyone but games and audit.</summary>
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

/// <summary>For the audit role alone, which derives settled rounds again.</summary>
public interface IAuditSeeds
{
    /// <summary>
    /// The seeds of a chain that is open or closed and has its client seed. Status as of <see cref="ISeeds.ActiveSeedsAsync"/>, but a closed chain has its seeds too. The
    /// caller owns what it gets, and zeroes it when it is done.
    /// </summary>
    Task<(Status Status, ActiveSeeds? Seeds)> SeedsOfAsync(PlayerId player, ChainId chain, CancellationToken cancellation);
}
