namespace Croupier.Verifier;

/// <summary>A round's postings: what was taken from each of the player's accounts, and how the payout was split (docs/fairness.md, "The export").</summary>
internal static class PostingCheck
{
    public static void Of(ExportedChain chain, ExportedRound round, Findings findings)
    {
        var name = $"chain {chain.Chain}, nonce {round.Nonce}";
        var (stakeCash, stakeBonus) = (round.Stake.Cash, round.Stake.Bonus!.Value);
        var (paidCash, paidBonus) = (round.Payout.Cash, round.Payout.Bonus!.Value);
        if (round.Status != 0)
        {
            findings.Expect(paidCash == 0 && paidBonus == 0 && round.Outcome.Length == 0, $"{name}: it was refused, and has an outcome or a payout");
            return;
        }

        if (!findings.Expect(
            stakeCash >= 0 && stakeBonus >= 0 && paidCash >= 0 && paidBonus >= 0 && round.After.Cash >= 0 && round.After.Bonus is null or >= 0, $"{name}: an amount is negative"))
        {
            return;
        }

        var stake = (Int128)stakeCash + stakeBonus;
        if (!findings.Expect(stake > 0, $"{name}: there is no stake"))
        {
            return;
        }

        findings.PostingsChecked++;
        var payout = (Int128)paidCash + paidBonus;
        var toBonus = payout * stakeBonus / stake;
        findings.Expect(toBonus == paidBonus, $"{name}: of the payout {payout}, {paidBonus} went to bonus, and should be {toBonus}");
        CheckContributions(round, stake, name, findings);
        CheckSources(round, stake, name, findings);
    }

    private static void CheckContributions(ExportedRound round, Int128 stake, string name, Findings findings)
    {
        Int128 sum = 0;
        foreach (var amount in round.Contributions)
        {
            findings.Expect(amount > 0, $"{name}: a contribution is not positive");
            sum += amount;
        }

        findings.Expect(sum <= stake, $"{name}: the contributions are more than the stake");
    }

    private static void CheckSources(ExportedRound round, Int128 stake, string name, Findings findings)
    {
        var (stakeCash, stakeBonus) = (round.Stake.Cash, round.Stake.Bonus!.Value);
        var cashBefore = (Int128)round.After.Cash - round.Payout.Cash + stakeCash;
        findings.Expect(cashBefore >= stakeCash, $"{name}: the cash stake was more than the cash that was there");
        switch (round.Sources)
        {
            case "cash":
                findings.Expect(stakeBonus == 0, $"{name}: the stake comes from cash alone, and {stakeBonus} was taken from bonus");
                break;
            case "bonus-cash" when round.After.Bonus is { } bonusAfter:
                var fromBonus = Least(stake, (Int128)bonusAfter - round.Payout.Bonus!.Value + stakeBonus);
                findings.Expect(stakeBonus == fromBonus, $"{name}: {stakeBonus} of the stake was taken from bonus, and should be {fromBonus}");
                break;
            case "cash-bonus":
                var fromCash = Least(stake, cashBefore);
                findings.Expect(stakeCash == fromCash, $"{name}: {stakeCash} of the stake was taken from cash, and should be {fromCash}");
                break;
            case null or "bonus-cash":
                findings.NotCheckable($"{name}: in what order the stake was taken, or the bonus after it, was not kept");
                break;
            default:
                findings.Differs($"{name}: the stake was taken in an order that there is not ({round.Sources})");
                break;
        }
    }

    private static Int128 Least(Int128 stake, Int128 available) => Int128.Max(0, Int128.Min(stake, available));
}
