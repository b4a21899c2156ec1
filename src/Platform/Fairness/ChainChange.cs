using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Fairness;

/// <summary>What a committed command did to a chain. The request's own path and the follower apply the same changes; each is harmless twice.</summary>
internal abstract record ChainChange(PlayerId Player, ChainId Chain)
{
    internal sealed record Opened(PlayerId Player, ChainId Chain, Hash256 SeedHash) : ChainChange(Player, Chain);

    internal sealed record OpeningRefused(PlayerId Player, ChainId Chain, Hash256 SeedHash, Status Refusal) : ChainChange(Player, Chain);

    internal sealed record ClientSeedSet(PlayerId Player, ChainId Chain, ReadOnlyMemory<byte> ClientSeed) : ChainChange(Player, Chain);

    internal sealed record Closed(PlayerId Player, ChainId Chain) : ChainChange(Player, Chain);

    /// <summary>Null when this decision changes no chain.</summary>
    public static ChainChange? From(Command command, Status status) => (command, status) switch
    {
        (OpenChain open, Status.Accepted) => new Opened(open.Player, open.Chain, open.SeedHash),
        (OpenChain open, _) => new OpeningRefused(open.Player, open.Chain, open.SeedHash, status),
        (SetClientSeed set, Status.Accepted) => new ClientSeedSet(set.Player, set.Chain, set.ClientSeed),
        (CloseChain close, Status.Accepted) => new Closed(close.Player, close.Chain),
        _ => null,
    };

    public static IReadOnlyList<ChainChange> Of(Block block)
    {
        List<ChainChange>? changes = null;
        foreach (var entry in block.Entries)
        {
            if (From(entry.Command, entry.Result.Status) is { } change)
            {
                (changes ??= []).Add(change);
            }
        }

        return (IReadOnlyList<ChainChange>?)changes ?? [];
    }
}
