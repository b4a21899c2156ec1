using Croupier.Book.Accounts;
using Croupier.Book.Chains;
using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>
/// A whole round: stake, payout and contributions in one step. The steps are those of the statuses' order:
/// 1 the player, 2 the game, 3 the chain and nonce, 4 the amounts and the accounts' flags, 5 the cycle, 6 the guards, 7 room, 8 cover; then 9 the effect. Nothing before 9 depends on the payout, but
/// that it is a permitted one (I7).
/// </summary>
internal sealed class RoundDecision(PartitionState state, ChainDecision chains, StakeGuards guards, CycleRules cycles)
{
    public CommandResult Decide(PlayRound round, PlayerItem player)
    {
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
        var chained = JudgeChain(round, player, out var chain);
        if (chained != Status.Accepted)
        {
            return chained is Status.NonceOld or Status.NonceAhead
                ? new CommandResult(chained) { Detail = chain.NextNonce }
                : Refusals.Of(chained);
        }

        // 4
        if (JudgeAmounts(round, game) is var amounts && amounts != Status.Accepted)
        {
            return Refusals.Of(amounts);
        }

        var cashAvailable = state.Accounts.Available(player, AccountKind.Cash, round.Asset);
        var bonusAvailable = state.Accounts.Available(player, AccountKind.Bonus, round.Asset);
        var split = StakeSplit.Of(round.Sources, round.Stake.Units, cashAvailable, bonusAvailable);
        if (RoundFlags.Judge(state, round, player, split) is var flags && flags != Status.Accepted)
        {
            return Refusals.Of(flags);
        }

        // 5
        if (cycles.Judge(player, round) is { } cycle)
        {
            return cycle;
        }

        // 6
        var stake = new GuardedStake(round.Asset, split.Stake, split.Cash, round.Session);
        if (guards.Judge(player, stake) is { } guarded)
        {
            return guarded;
        }

        // 7
        if (!HasRoom(round, player, (long)GameItem.MaxPayout(round.Stake, game!.MaxPayoutMultiple)))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        // 8
        if (split.Cash > cashAvailable || split.Bonus > bonusAvailable)
        {
            return Refusals.Of(Status.InsufficientFunds);
        }

        // 9
        return Settle(round, player, chain, split);
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

    private static Status JudgeAmounts(PlayRound round, GameItem? game)
    {
        if (game is null || KnownAssets.Find(round.Asset) is not { } asset)
        {
            return Status.UnknownAsset;
        }

        var contributed = (Int128)0;
        var positive = round.Stake.IsPositive && !round.Payout.IsNegative;
        var known = true;
        var sameAccount = false;
        foreach (var contribution in round.Contributions)
        {
            positive &= contribution.Amount.IsPositive;
            contributed += contribution.Amount.Units;
            known &= ChartOfAccounts.IsPot(contribution.Kind);
            sameAccount |= contribution is { Kind: AccountKind.GameRevenue, Sub: 0 };
        }

        return !positive ? Status.AmountNotPositive
            : round.Stake > Money.MaxAmount ? Status.AmountTooLarge
            : !asset.IsWholeDisplayUnit(round.Stake) ? Status.AmountNotWholeUnit
            : round.Stake < game.MinStake ? Status.StakeBelowMinimum
            : round.Stake > game.MaxStake ? Status.StakeAboveMaximum
            : round.Payout.Units > GameItem.MaxPayout(round.Stake, game.MaxPayoutMultiple) ? Status.PayoutAboveMaximum
            : contributed > round.Stake.Units ? Status.Unbalanced
            : sameAccount ? Status.SameAccount
            : !known ? Status.UnknownAccount
            : Status.Accepted;
    }

    /// <summary>Room for the largest payout the rules permit, wherever it may go; never for the one that was drawn.</summary>
    private bool HasRoom(PlayRound round, PlayerItem player, long maxPayout)
    {
        var cash = state.Accounts.Find(player, AccountKind.Cash, round.Asset);
        var bonus = state.Accounts.Find(player, AccountKind.Bonus, round.Asset);
        var revenue = state.Accounts.FindOperators(AccountKind.GameRevenue, round.Asset, 0);
        var stake = round.Stake.Units;
        var room = state.HasRoom(cash, revenue, stake)
            && state.HasRoom(bonus, revenue, stake)
            && state.HasRoom(revenue, cash, maxPayout + stake)
            && state.HasRoom(revenue, bonus, maxPayout + stake);
        foreach (var contribution in round.Contributions)
        {
            room &= state.HasRoom(0, state.Accounts.FindOperators(contribution.Kind, round.Asset, contribution.Sub), stake);
        }

        return room;
    }

    private CommandResult Settle(PlayRound round, PlayerItem player, ChainItem chain, StakeSplit split)
    {
        InvariantBrokenException.Check(round.Nonce == chain.NextNonce && !chain.Closed, "I7", "a round would leave its chain's order");
        InvariantBrokenException.Check(split.Stake == round.Stake.Units, "I1", "the sources do not sum to the stake");
        state.Items.Touch(chain);
        chain.NextNonce++;

        var accounts = state.Accounts;
        var revenue = accounts.FindOrOpen(state.Of(AccountKind.GameRevenue, round.Asset));
        var paid = split.Pay(round.Payout);
        Move(TransferReason.Stake, Own(player, AccountKind.Cash, round.Asset, split.Cash), revenue, split.Cash);
        Move(TransferReason.Stake, Own(player, AccountKind.Bonus, round.Asset, split.Bonus), revenue, split.Bonus);
        Move(TransferReason.Payout, revenue, Own(player, AccountKind.Cash, round.Asset, paid.Cash), paid.Cash);
        Move(TransferReason.Payout, revenue, Own(player, AccountKind.Bonus, round.Asset, paid.Bonus), paid.Bonus);
        foreach (var contribution in round.Contributions)
        {
            var pot = accounts.FindOrOpen(state.Of(contribution.Kind, round.Asset, contribution.Sub));
            Move(TransferReason.Contribution, revenue, pot, contribution.Amount.Units);
        }

        guards.CountRound(player, new GuardedStake(round.Asset, split.Stake, split.Cash, round.Session), paid.Cash);
        cycles.CountRound(player, round.Game);
        return new CommandResult(Status.Accepted)
        {
            Asset = round.Asset,
            StakeCash = new(split.Cash),
            StakeBonus = new(split.Bonus),
            PayoutCash = new(paid.Cash),
            PayoutBonus = new(paid.Bonus),
            CashAfter = new(accounts.Available(player, AccountKind.Cash, round.Asset)),
            BonusAfter = new(accounts.Available(player, AccountKind.Bonus, round.Asset)),
        };
    }

    /// <summary>The player's account, opened only when money moves there.</summary>
    private int Own(PlayerItem player, AccountKind kind, AssetId asset, long amount) =>
        amount == 0 ? 0 : state.Accounts.FindOrOpen(new AccountRef(player.Id, kind, asset));

    private void Move(TransferReason reason, int debit, int credit, long amount)
    {
        if (amount > 0)
        {
            state.Accounts.Post(reason, debit, credit, amount);
        }
    }
}
