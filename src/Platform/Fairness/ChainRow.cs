using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Fairness;

/// <summary>A chain's life as this role knows it. Numbers are persisted, never change, and only ever grow in a row.</summary>
internal enum ChainState : short
{
    /// <summary>The seed is drawn and sealed; whether the partition has taken the commitment is not known here.</summary>
    Drawn = 0,

    Open = 1,

    Closed = 2,

    /// <summary>The partition refused the opening: this seed is never used and never revealed.</summary>
    Refused = 3,
}

/// <summary>A row of <c>fairness.chain</c>. Holds no seed in the clear.</summary>
internal sealed record ChainRow(
    ChainId Chain,
    PlayerId Player,
    CommandId Command,
    SessionId Session,
    Hash256 SeedHash,
    SealedSeed SealedSeed,
    byte[]? ClientSeed,
    ChainState State,
    Status Refusal,
    long OpenedUnixMs)
{
    public BlockPlace? OpenedAt { get; init; }

    public BlockPlace? SeededAt { get; init; }

    public BlockPlace? ClosedAt { get; init; }

    public ChainEnd End { get; init; }

    public CommitmentSignature? Receipt { get; init; }

    /// <summary>Every step that is noted has its place in the blocks.</summary>
    public bool HasItsPlaces =>
        State is ChainState.Drawn or ChainState.Refused || (OpenedAt is not null && (SeededAt is null) == (ClientSeed is null) && (State == ChainState.Closed) == (ClosedAt is not null));

    public SeedOwner Owner => new(Player, Chain, SeedHash);
}
