using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Play;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>The three commands of a seed chain. A chain's server seed is in the answer only when the view says that the chain is closed.</summary>
internal sealed class ChainHandler(IFairness fairness, TimeProvider clock)
{
    public async Task<ServerFrame> OpenAsync(Asking asking, OpenChain message, CancellationToken cancellation)
    {
        var status = CommandIds.Read(message.Id, clock, out var id);
        if (status != Status.Accepted)
        {
            return Replies.Refusal(status);
        }

        return Answer(asking.Player, await fairness.OpenChainAsync(id, asking.Player, asking.Session.Session, cancellation));
    }

    public async Task<ServerFrame> SetClientSeedAsync(Asking asking, SetClientSeed message, CancellationToken cancellation)
    {
        if (!WireBytes.TryId(message.Chain, out var chain)
            || message.ClientSeed.Length is < Kernel.Commands.SetClientSeed.MinBytes or > Kernel.Commands.SetClientSeed.MaxBytes)
        {
            return Replies.Refusal(Status.Malformed);
        }

        var status = CommandIds.Read(message.Id, clock, out var id);
        if (status != Status.Accepted)
        {
            return Replies.Refusal(status);
        }

        return Answer(asking.Player, await fairness.SetClientSeedAsync(id, asking.Player, new ChainId(chain), message.ClientSeed.Memory, cancellation));
    }

    public async Task<ServerFrame> CloseAsync(Asking asking, CloseChain message, CancellationToken cancellation)
    {
        if (!WireBytes.TryId(message.Chain, out var chain))
        {
            return Replies.Refusal(Status.Malformed);
        }

        var status = CommandIds.Read(message.Id, clock, out var id);
        if (status != Status.Accepted)
        {
            return Replies.Refusal(status);
        }

        return Answer(asking.Player, await fairness.CloseChainAsync(id, asking.Player, new ChainId(chain), cancellation));
    }

    private static ServerFrame Answer(PlayerId player, (Status Status, ChainView? View) answer)
    {
        if (answer.View is { } view && view.Player != player)
        {
            throw new InvariantBrokenException("I7", $"chain {view.Chain} of player {view.Player} came as an answer to player {player}");
        }

        return Replies.Chain(answer.Status, answer.View);
    }
}
