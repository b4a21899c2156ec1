using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Fairness;

/// <summary>
/// The one place where a sealed seed becomes a readable one: for games, of a chain that is open and has its client seed; for audit, of any that has rounds; for the player, of a chain whose closing has
/// committed. Nothing else in this area opens a seed.
/// </summary>
internal sealed class ChainReveal(SeedSealer sealer, FairnessMetrics metrics, ILogger log)
{
    /// <summary>The chain as its player may see it. A closed chain whose seed can't be opened comes without it, and the fault is reported.</summary>
    public ChainView View(ChainRow row)
    {
        var closed = row.State == ChainState.Closed;
        return new ChainView(
            row.Chain,
            row.Player,
            row.Session,
            row.SeedHash,
            row.ClientSeed ?? ReadOnlyMemory<byte>.Empty,
            closed,
            closed ? Open(row) : null,
            row.OpenedUnixMs)
        {
            OpenedAt = row.OpenedAt,
            SeededAt = row.SeededAt,
            ClosedAt = closed ? row.ClosedAt : null,
            End = closed ? row.End : ChainEnd.None,
            Receipt = row.Receipt,
        };
    }

    /// <summary>The seeds of a chain that can be played, or why it can't.</summary>
    public (Status Status, ActiveSeeds? Seeds) Activate(PlayerId player, ChainRow? row)
    {
        if (row is null || row.State is ChainState.Drawn or ChainState.Refused)
        {
            return (Status.UnknownChain, null);
        }

        if (row.Player != player)
        {
            return (Status.ChainOfAnother, null);
        }

        return row.State == ChainState.Open ? Seeds(row) : (Status.ChainClosed, null);
    }

    /// <summary>The seeds by which a chain's rounds are derived again: open or closed.</summary>
    public (Status Status, ActiveSeeds? Seeds) Recall(PlayerId player, ChainRow? row) =>
        row is null || row.State is ChainState.Drawn or ChainState.Refused ? (Status.UnknownChain, null)
        : row.Player != player ? (Status.ChainOfAnother, null)
        : Seeds(row);

    private (Status Status, ActiveSeeds? Seeds) Seeds(ChainRow row)
    {
        if (row.ClientSeed is null)
        {
            return (Status.ClientSeedMissing, null);
        }

        return Open(row) is { } seed ? (Status.Accepted, new ActiveSeeds(seed, row.ClientSeed)) : (Status.Unavailable, null);
    }

    private byte[]? Open(ChainRow row)
    {
        var seed = new byte[SeedSealer.SeedBytes];
        if (sealer.TryOpen(row.SealedSeed, row.Owner, seed))
        {
            return seed;
        }

        metrics.SeedNotOpened();
        log.LogError("the seed of chain {Chain}, sealed under key version {KeyVersion}, can't be opened", row.Chain, row.SealedSeed.KeyVersion);
        return null;
    }
}
