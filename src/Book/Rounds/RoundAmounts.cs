using Croupier.Book.Accounts;
using Croupier.Book.Registry;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>The amounts of a round against the registry: what it may stake and pay, and that what it gives to pots comes out of its stake. Of several refusals the lowest.</summary>
internal static class RoundAmounts
{
    /// <summary>Of a whole round, or of one that opens.</summary>
    public static Status Judge(PlayRound round, GameItem? game)
    {
        if (game is null || KnownAssets.Find(round.Asset) is not { } asset)
        {
            return Status.UnknownAsset;
        }

        var pots = Pots.Of(round.Contributions);
        return !round.Stake.IsPositive || round.Payout.IsNegative || !pots.ArePositive ? Status.AmountNotPositive
            : round.Stake > Money.MaxAmount ? Status.AmountTooLarge
            : !asset.IsWholeDisplayUnit(round.Stake) ? Status.AmountNotWholeUnit
            : round.Stake < game.MinStake ? Status.StakeBelowMinimum
            : round.Stake > game.MaxStake ? Status.StakeAboveMaximum
            : JudgePaid(round.Stake, round.Stake, round.Payout, pots, game);
    }

    /// <summary>Of a step that adds to what is held: each addition is within a stake's maximum.</summary>
    /// <param name="staked">What the round has staked with this step, in ledger units.</param>
    public static Status JudgeStep(Int128 staked, Money added, Money payout, IReadOnlyList<Contribution> contributions, GameItem game, Asset asset)
    {
        var pots = Pots.Of(contributions);
        return added.IsNegative || payout.IsNegative || !pots.ArePositive ? Status.AmountNotPositive
            : staked > Money.MaxAmount.Units ? Status.AmountTooLarge
            : !asset.IsWholeDisplayUnit(added) ? Status.AmountNotWholeUnit
            : added > game.MaxStake ? Status.StakeAboveMaximum
            : JudgePaid(new Money((long)staked), added, payout, pots, game);
    }

    private static Status JudgePaid(Money staked, Money taken, Money payout, in Pots pots, GameItem game) =>
        payout.Units > GameItem.MaxPayout(staked, game.MaxPayoutMultiple) ? Status.PayoutAboveMaximum
        : pots.Total > taken.Units ? Status.Unbalanced
        : pots.HaveSameAccount ? Status.SameAccount
        : !pots.AreKnown ? Status.UnknownAccount
        : Status.Accepted;

    private readonly record struct Pots(bool ArePositive, Int128 Total, bool HaveSameAccount, bool AreKnown)
    {
        public static Pots Of(IReadOnlyList<Contribution> contributions)
        {
            var pots = new Pots(true, 0, false, true);
            foreach (var contribution in contributions)
            {
                pots = new Pots(
                    pots.ArePositive & contribution.Amount.IsPositive,
                    pots.Total + contribution.Amount.Units,
                    pots.HaveSameAccount | contribution is { Kind: AccountKind.GameRevenue, Sub: 0 },
                    pots.AreKnown & ChartOfAccounts.IsPot(contribution.Kind));
            }

            return pots;
        }
    }
}
