using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Chains;

/// <summary>Opening chains, taking the client's seed once, closing. Closing is for players in every state: it is how they get their proof.</summary>
internal sealed class ChainDecision(PartitionState state, StakeGuards guards)
{
    public CommandResult Open(OpenChain command, PlayerItem player)
    {
        if (PlayerTransitions.JudgePlaying(player, state.ClockUnixMs) is { } playing)
        {
            return playing;
        }

        if (state.Items.FindChain(command.Chain) is not null)
        {
            return Refusals.Of(Status.ChainExists);
        }

        state.Items.Add(ChainItem.Opened(command, state.ClockUnixMs));
        guards.Use(player, command.Session);
        return Refusals.Of(Status.Accepted);
    }

    public CommandResult SetClientSeed(SetClientSeed command, PlayerItem player) =>
        PlayerTransitions.JudgePlaying(player, state.ClockUnixMs) ?? Refusals.Of(SetSeed(command, player));

    private Status SetSeed(SetClientSeed command, PlayerItem player)
    {
        if (JudgeOpen(command.Chain, player, null, out var chain) is var open && open != Status.Accepted)
        {
            return open;
        }

        if (chain.HasExpired(state.ClockUnixMs))
        {
            return Status.ChainExpired;
        }

        if (chain.HasClientSeed)
        {
            return Status.ClientSeedAlreadySet;
        }

        InvariantBrokenException.Check(chain.NextNonce == 0, "I7", "a chain without a client seed has rounds");
        state.Items.Touch(chain);
        chain.SetClientSeed(command.ClientSeed.Span);
        return Status.Accepted;
    }

    public Status Close(CloseChain command, PlayerItem player)
    {
        if (JudgeOpen(command.Chain, player, null, out var chain) is var open && open != Status.Accepted)
        {
            return open;
        }

        // The seed of a round that is open would show what is still to come.
        foreach (var round in player.Rounds)
        {
            if (round.IsOpen && round.Chain == chain.Id)
            {
                return Status.RoundOpen;
            }
        }

        state.Items.Touch(chain);
        chain.Closed = true;
        return Status.Accepted;
    }

    /// <summary>UnknownChain, ChainOfAnother or ChainClosed; otherwise Accepted, and the chain.</summary>
    /// <param name="session">The session that bets, which must be the chain's own; null for what any device of the player may do.</param>
    public Status JudgeOpen(ChainId id, PlayerItem player, SessionId? session, out ChainItem chain)
    {
        chain = state.Items.FindChain(id)!;
        return chain is null ? Status.UnknownChain
            : chain.Player != player.Id || (session is { } own && chain.Session != own) ? Status.ChainOfAnother
            : chain.Closed ? Status.ChainClosed
            : Status.Accepted;
    }
}
