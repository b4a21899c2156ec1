using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>Where a stake comes from and where its payout goes: the same proportion, floored for the bonus, the remainder to cash.</summary>
internal readonly record struct StakeSplit(long Cash, long Bonus)
{
    public long Stake => Cash + Bonus;

    /// <summary>The first source gives what it can; whatever is missing is asked of the last, which may then not cover it.</summary>
    public static StakeSplit Of(SourceOrder order, long stake, long cashAvailable, long bonusAvailable)
    {
        switch (order)
        {
            case SourceOrder.BonusThenCash:
                var bonus = Math.Min(stake, Math.Max(bonusAvailable, 0));
                return new(stake - bonus, bonus);
            case SourceOrder.CashThenBonus:
                var cash = Math.Min(stake, Math.Max(cashAvailable, 0));
                return new(cash, stake - cash);
            default:
                return new(stake, 0);
        }
    }

    public StakeSplit Plus(StakeSplit more) => new(checked(Cash + more.Cash), checked(Bonus + more.Bonus));

    public (long Cash, long Bonus) Pay(Money payout)
    {
        var bonus = Bonus == 0 ? 0 : payout.Share(Bonus, Stake).Units;
        return (payout.Units - bonus, bonus);
    }
}
