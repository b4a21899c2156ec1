using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>The money of a round: gross legs between the player, the games' revenue and the pots, and the room that the largest payout of its rules would need.</summary>
internal sealed class RoundSettlement(PartitionState state)
{
    /// <summary>Room for the largest payout the rules permit, wherever it may go; never for the one that was drawn (I7).</summary>
    public bool HasRoom(PlayerItem player, AssetId asset, long stake, long maxPayout, IReadOnlyList<Contribution> contributions)
    {
        var cash = state.Accounts.Find(player, AccountKind.Cash, asset);
        var bonus = state.Accounts.Find(player, AccountKind.Bonus, asset);
        var revenue = state.Accounts.FindOperators(AccountKind.GameRevenue, asset, 0);
        var room = state.HasRoom(cash, revenue, stake)
            && state.HasRoom(bonus, revenue, stake)
            && state.HasRoom(revenue, cash, maxPayout + stake)
            && state.HasRoom(revenue, bonus, maxPayout + stake);
        foreach (var contribution in contributions)
        {
            room &= state.HasRoom(0, state.Accounts.FindOperators(contribution.Kind, asset, contribution.Sub), stake);
        }

        return room;
    }

    /// <summary>Stake, payout and contributions move. The result says the split and what the player can spend now.</summary>
    public CommandResult Settle(PlayerItem player, AssetId asset, StakeSplit split, Money payout, IReadOnlyList<Contribution> contributions)
    {
        var revenue = Revenue(asset);
        var paid = split.Pay(payout);
        Move(TransferReason.Stake, Own(player, AccountKind.Cash, asset, split.Cash), revenue, split.Cash);
        Move(TransferReason.Stake, Own(player, AccountKind.Bonus, asset, split.Bonus), revenue, split.Bonus);
        Move(TransferReason.Payout, revenue, Own(player, AccountKind.Cash, asset, paid.Cash), paid.Cash);
        Move(TransferReason.Payout, revenue, Own(player, AccountKind.Bonus, asset, paid.Bonus), paid.Bonus);
        Contribute(asset, contributions);
        return Answer(player, asset, split) with { PayoutCash = new(paid.Cash), PayoutBonus = new(paid.Bonus) };
    }

    /// <summary>What of a stake goes to pots.</summary>
    public void Contribute(AssetId asset, IReadOnlyList<Contribution> contributions)
    {
        var revenue = Revenue(asset);
        foreach (var contribution in contributions)
        {
            var pot = state.Accounts.FindOrOpen(state.Of(contribution.Kind, asset, contribution.Sub));
            Move(TransferReason.Contribution, revenue, pot, contribution.Amount.Units);
        }
    }

    /// <summary>Takes what is to be held out of what the player can spend.</summary>
    public void Hold(PlayerItem player, AssetId asset, StakeSplit split)
    {
        Each(player, asset, split, state.Accounts.Reserve);
    }

    /// <summary>Gives back what was held.</summary>
    public void Release(PlayerItem player, AssetId asset, StakeSplit split)
    {
        Each(player, asset, split, state.Accounts.Release);
    }

    /// <summary>An accepted result: what the round has taken so far, by source, and what the player can spend now.</summary>
    public CommandResult Answer(PlayerItem player, AssetId asset, StakeSplit split) => new(Status.Accepted)
    {
        Asset = asset,
        StakeCash = new(split.Cash),
        StakeBonus = new(split.Bonus),
        CashAfter = new(state.Accounts.Available(player, AccountKind.Cash, asset)),
        BonusAfter = new(state.Accounts.Available(player, AccountKind.Bonus, asset)),
    };

    private void Each(PlayerItem player, AssetId asset, StakeSplit split, Action<int, int, long> act)
    {
        var revenue = Revenue(asset);
        if (split.Cash > 0)
        {
            act(Own(player, AccountKind.Cash, asset, split.Cash), revenue, split.Cash);
        }

        if (split.Bonus > 0)
        {
            act(Own(player, AccountKind.Bonus, asset, split.Bonus), revenue, split.Bonus);
        }
    }

    private int Revenue(AssetId asset) => state.Accounts.FindOrOpen(state.Of(AccountKind.GameRevenue, asset));

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
