using Croupier.Book.Chains;
using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>
/// A bet: a whole round, whose stake, payout and contributions move in one step, or one with choices, whose stake is held. The steps are those of the statuses' order:
/// 1 the player, 2 the game, 3 the chain and nonce, 4 a round of the game that is open, 5 the amounts and the accounts' flags, 6 the cycle, 7 the guards, 8 room, 9 cover; then 10 the effect. Nothing before 10 depends on
/// the payout, but that it is a permitted one (I7).
/// </summary>
internal sealed class RoundDecision(PartitionState state, ChainDecision chains, StakeGuards guards, CycleRules cycles, RoundSettlement settlement)
{
    public CommandResult Decide(PlayRound round, PlayerItem player) =>
        Judge(round, player, out var chain, out var split) ?? Settle(round, player, chain, split);

    public CommandResult Open(OpenRound round, PlayerItem player) =>
        Judge(round.Bet, player, out var chain, out var split) ?? (round.Ends ? Settle(round.Bet, player, chain, split) : Hold(round, player, chain, split));

    private CommandResult? Judge(PlayRound round, PlayerItem player, out ChainItem chain, out StakeSplit split)
    {
        (chain, split) = (null!, default);

        // 1
        if (PlayerTransitions.JudgePlaying(player, state.ClockUnixMs) is { } playing)
        {
            return playing;
        }

        // 2
        var game = state.Items.Games.Find(round.Game, round.RulesHash, round.Asset);
        if (JudgeGame(round, game) is var registered && registered != Status.Accepted)
        {
            return Refusals.Of(registered);
        }

        // 3
        var chained = JudgeChain(round, player, out chain);
        if (chained != Status.Accepted)
        {
            return chained is Status.NonceOld or Status.NonceAhead
                ? new CommandResult(chained) { Detail = chain.NextNonce }
                : Refusals.Of(chained);
        }

        // 4
        if (player.FindRound(round.Game) is { IsOpen: true })
        {
            return Refusals.Of(Status.RoundOpen);
        }

        // 5
        if (RoundAmounts.Judge(round, game) is var amounts && amounts != Status.Accepted)
        {
            return Refusals.Of(amounts);
        }

        var cashAvailable = state.Accounts.Available(player, AccountKind.Cash, round.Asset);
        var bonusAvailable = state.Accounts.Available(player, AccountKind.Bonus, round.Asset);
        split = StakeSplit.Of(round.Sources, round.Stake.Units, cashAvailable, bonusAvailable);
        if (RoundFlags.Judge(state, player, round.Asset, split, round.Contributions) is var flags && flags != Status.Accepted)
        {
            return Refusals.Of(flags);
        }

        // 6
        if (cycles.Judge(player, round) is { } cycle)
        {
            return cycle;
        }

        // 7
        if (guards.Judge(player, new GuardedStake(round.Asset, split.Stake, split.Cash, round.Session)) is { } guarded)
        {
            return guarded;
        }

        // 8
        if (!settlement.HasRoom(player, round.Asset, round.Stake.Units, (long)GameItem.MaxPayout(round.Stake, game!.MaxPayoutMultiple), round.Contributions))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        // 9
        return split.Cash > cashAvailable || split.Bonus > bonusAvailable ? Refusals.Of(Status.InsufficientFunds) : null;
    }

    private Status JudgeGame(PlayRound round, GameItem? game)
    {
        var status = game is not null ? Status.Accepted : state.Items.Games.WhyAbsent(round.Game, round.RulesHash);

        // A game that is registered for another asset is refused for its asset, after the chain.
        return status == Status.UnknownAsset ? Status.Accepted
            : status != Status.Accepted ? status
            : game!.Enabled ? Status.Accepted
            : Status.GameDisabled;
    }

    private Status JudgeChain(PlayRound round, PlayerItem player, out ChainItem chain)
    {
        var open = chains.JudgeOpen(round.Chain, player, round.Session, out chain);
        return open != Status.Accepted ? open
            : chain.HasExpired(state.ClockUnixMs) ? Status.ChainExpired
            : !chain.HasClientSeed ? Status.ClientSeedMissing
            : !chain.ClientSeed.SequenceEqual(round.ClientSeed.Span) ? Status.ClientSeedMismatch
            : round.Nonce < chain.NextNonce ? Status.NonceOld
            : round.Nonce > chain.NextNonce ? Status.NonceAhead
            : Status.Accepted;
    }

    private CommandResult Settle(PlayRound round, PlayerItem player, ChainItem chain, StakeSplit split)
    {
        TakeNonce(round, chain, split);
        var result = settlement.Settle(player, round.Asset, split, round.Payout, round.Contributions);
        guards.CountRound(player, new GuardedStake(round.Asset, split.Stake, split.Cash, round.Session), result.PayoutCash.Units);
        cycles.CountRound(player, round.Game);
        return result;
    }

    private CommandResult Hold(OpenRound open, PlayerItem player, ChainItem chain, StakeSplit split)
    {
        var round = open.Bet;
        InvariantBrokenException.Check(round.Payout == Money.Zero, "I7", "a round that goes on would pay already");
        TakeNonce(round, chain, split);
        settlement.Hold(player, round.Asset, split);
        settlement.Contribute(round.Asset, round.Contributions);
        var counted = guards.Hold(player, new GuardedStake(round.Asset, split.Stake, split.Cash, null));
        cycles.CountRound(player, round.Game);
        var item = player.FindRound(round.Game);
        if (item is null)
        {
            state.Items.Add(item = RoundItem.Of(player.Number, round.Game));
        }
        else
        {
            state.Items.Touch(item);
        }

        item.Open(round, open.Basis(), split, counted, state.ClockUnixMs);
        return settlement.Answer(player, round.Asset, split);
    }

    private void TakeNonce(PlayRound round, ChainItem chain, StakeSplit split)
    {
        InvariantBrokenException.Check(round.Nonce == chain.NextNonce && !chain.Closed, "I7", "a round would leave its chain's order");
        InvariantBrokenException.Check(split.Stake == round.Stake.Units, "I1", "the sources do not sum to the stake");
        state.Items.Touch(chain);
        chain.NextNonce++;
    }
}
