using Croupier.Kernel;

namespace Croupier.Rules;

/// <summary>What every game asks of a stake, whatever its rules.</summary>
internal static class StakeRules
{
    /// <summary>
    /// StakeNotPositive, StakeNotWholeUnit, StakeStep (the payout rule <paramref name="numerator"/> ÷ <paramref name="denominator"/> of the stake is not
    /// whole), StakeTooLarge or Accepted: the lowest that applies. Acceptance depends on the stake and the largest payout alone (I7).
    /// </summary>
    public static Status Check(Asset asset, Money stake, long numerator, long denominator, long maxPayoutMultiple)
    {
        if (!stake.IsPositive)
        {
            return Status.StakeNotPositive;
        }

        if (!asset.IsWholeDisplayUnit(stake))
        {
            return Status.StakeNotWholeUnit;
        }

        if ((Int128)stake.Units * numerator % denominator != 0)
        {
            return Status.StakeStep;
        }

        var largest = (Int128)stake.Units * Math.Max(maxPayoutMultiple, 100) / 100;
        return largest > Money.MaxAmount.Units ? Status.StakeTooLarge : Status.Accepted;
    }

    /// <summary>Hundredths of a display unit (0.10 is 10) as money of an asset with any number of decimals, at least its smallest stake.</summary>
    public static Money FromHundredths(Asset asset, long hundredths)
    {
        var minor = hundredths;
        for (var exponent = 2; exponent < asset.DisplayExponent; exponent++)
        {
            minor = checked(minor * 10);
        }

        for (var exponent = asset.DisplayExponent; exponent < 2; exponent++)
        {
            minor /= 10;
        }

        return asset.FromMinor(Math.Max(1, minor));
    }
}
