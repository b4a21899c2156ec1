using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Fairness;

/// <summary>What a committed command did to a chain. The request's own path and the follower apply the same changes; each is harmless twice.</summary>
internal abstract record ChainChange(PlayerId Player, ChainId Chain)
{
    /// <summary>Where it stands; known to the follower, and not from a request's own result.</summary>
    public BlockPlace? Place { get; init; }

    internal sealed record Opened(PlayerId Player, ChainId Chain, Hash256 SeedHash) : ChainChange(Player, Chain)
    {
        /// <summary>The follower's, over the place.</summary>
        public CommitmentSignature? Receipt { get; init; }
    }

    internal sealed record OpeningRefused(PlayerId Player, ChainId Chain, Hash256 SeedHash, Status Refusal) : ChainChange(Player, Chain);

    internal sealed record ClientSeedSet(PlayerId Player, ChainId Chain, ReadOnlyMemory<byte> ClientSeed) : ChainChange(Player, Chain);

    internal sealed record Closed(PlayerId Player, ChainId Chain, ChainEnd End) : ChainChange(Player, Chain);

    /// <summary>Its last round is played: it takes no other.</summary>
    internal sealed record Filled(PlayerId Player, ChainId Chain) : ChainChange(Player, Chain);

    /// <summary>Null when this decision changes no chain.</summary>
    public static ChainChange? From(Command command, Status status) => (command, status) switch
    {
        (OpenChain open, Status.Accepted) => new Opened(open.Player, open.Chain, open.SeedHash),
        (OpenChain open, _) => new OpeningRefused(open.Player, open.Chain, open.SeedHash, status),
        (SetClientSeed set, Status.Accepted) => new ClientSeedSet(set.Player, set.Chain, set.ClientSeed),
        (CloseChain close, Status.Accepted) => new Closed(close.Player, close.Chain, ClosingId.ReasonOf(close.Id, close.Chain)),
        (PlayRound { Nonce: OpenChain.MaxRounds - 1 } last, Status.Accepted) => new Filled(last.Player, last.Chain),
        _ => null,
    };

    public static IReadOnlyList<ChainChange> Of(Block block)
    {
        List<ChainChange>? changes = null;
        for (var i = 0; i < block.Entries.Count; i++)
        {
            if (From(block.Entries[i].Command, block.Entries[i].Result.Status) is { } change)
            {
                var place = new BlockPlace(block.Header.Sequence, i, block.Hash, block.Header.ClockUnixMs);
                (changes ??= []).Add(change with { Place = place });
            }
        }

        return (IReadOnlyList<ChainChange>?)changes ?? [];
    }
}
