using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Transfers;

/// <summary>
/// What the legs of one command move: resolved against the accounts as they are before the command, so that no leg pays for another and the order of legs decides
/// only who gives first. Used by one command at a time.
/// </summary>
internal sealed class LegPlan(PartitionState state)
{
    private readonly int[] debits = new int[Transfer.MaxLegs];
    private readonly int[] credits = new int[Transfer.MaxLegs];
    private readonly long[] amounts = new long[Transfer.MaxLegs];
    private readonly int[] rests = new int[Transfer.MaxLegs];
    private IReadOnlyList<Leg> legs = [];
    private bool exact;

    public int Count => legs.Count;

    /// <summary>What each leg moves.</summary>
    public ReadOnlySpan<long> Amounts => amounts.AsSpan(0, legs.Count);

    /// <summary>What a result has to say: nothing when every leg moves its own amount.</summary>
    public MovedAmounts Moved => exact ? default : new MovedAmounts(Amounts);

    public long Total
    {
        get
        {
            var total = 0L;
            foreach (var amount in Amounts)
            {
                total += amount;
            }

            return total;
        }
    }

    /// <summary>Takes legs that <see cref="LegRules"/> accept.</summary>
    public void Resolve(IReadOnlyList<Leg> toMove)
    {
        legs = toMove;
        exact = true;
        for (var i = 0; i < legs.Count; i++)
        {
            debits[i] = state.Accounts.Find(legs[i].Debit);
            credits[i] = state.Accounts.Find(legs[i].Credit);
            exact &= legs[i].Mode == LegMode.Exact;
        }

        if (!exact)
        {
            LegRuns.Find(legs, rests);
        }

        for (var i = 0; i < legs.Count; i++)
        {
            amounts[i] = exact ? legs[i].Amount.Units : AmountOf(i);
            InvariantBrokenException.Check(amounts[i] >= 0 && amounts[i] <= legs[i].Amount.Units, "I1", "a leg would move more than its amount");
        }
    }

    /// <summary>The flags of every account that money moves on; of several refusals the lowest.</summary>
    public Status JudgeFlags()
    {
        var lowest = Status.Accepted;
        for (var i = 0; i < legs.Count; i++)
        {
            if (debits[i] != 0 && state.Accounts[debits[i]].Flags != AccountFlags.None)
            {
                lowest = Refusals.Lower(lowest, FlagRules.JudgeDebit(state.Accounts[debits[i]], Debited(legs[i].Debit, legs.Count)));
            }

            if (credits[i] != 0 && state.Accounts[credits[i]].Flags != AccountFlags.None)
            {
                lowest = Refusals.Lower(lowest, FlagRules.JudgeCredit(state.Accounts[credits[i]], Credited(legs[i].Credit, legs.Count)));
            }
        }

        return lowest;
    }

    public bool HasRoom()
    {
        for (var i = 0; i < legs.Count; i++)
        {
            if (!state.HasRoom(debits[i], 0, Debited(legs[i].Debit, legs.Count)) || !state.HasRoom(0, credits[i], Credited(legs[i].Credit, legs.Count)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What all legs together take from an account must be there before any of them gives.</summary>
    public bool IsCovered()
    {
        for (var i = 0; i < legs.Count; i++)
        {
            var debited = legs[i].Debit.MayBeNegative ? 0 : Debited(legs[i].Debit, legs.Count);
            if (debited > 0 && (debits[i] == 0 || !state.Accounts[debits[i]].Covers(debited)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Both accounts of a leg that moves something, opened where they were not.</summary>
    public (int Debit, int Credit) Open(int leg)
    {
        InvariantBrokenException.Check(amounts[leg] > 0, "I1", "accounts would be opened for nothing");
        var debit = debits[leg] != 0 ? debits[leg] : state.Accounts.FindOrOpen(legs[leg].Debit);
        return (debit, credits[leg] != 0 ? credits[leg] : state.Accounts.FindOrOpen(legs[leg].Credit));
    }

    private long AmountOf(int i)
    {
        var leg = legs[i];
        var most = rests[i] < 0 ? leg.Amount.Units : Math.Min(leg.Amount.Units, LeftOfRun(i));
        return leg.Mode switch
        {
            LegMode.UpToDebit => Math.Min(most, Has(i)),
            LegMode.UpToCredit => Math.Min(most, Lacks(i)),
            LegMode.UpToBoth => Math.Min(most, Math.Min(Has(i), Lacks(i))),
            _ => most,
        };
    }

    /// <summary>What the legs of this run before this one leave of its amount.</summary>
    private long LeftOfRun(int i)
    {
        var left = legs[rests[i]].Amount.Units;
        for (var j = i - 1; j >= 0 && rests[j] == rests[i]; j--)
        {
            left -= amounts[j];
        }

        InvariantBrokenException.Check(left >= 0, "I1", "a run of legs would move more than its amount");
        return left;
    }

    private long Has(int i) =>
        debits[i] == 0 ? 0 : Math.Max(0, state.Accounts[debits[i]].Available - Debited(legs[i].Debit, i));

    private long Lacks(int i) =>
        credits[i] == 0 ? 0 : Math.Max(0, state.Accounts[credits[i]].Lacks - Credited(legs[i].Credit, i));

    /// <summary>What the first <paramref name="count"/> legs take from an account. 16 amounts below 2^53 can't overflow.</summary>
    private long Debited(in AccountRef account, int count)
    {
        var total = 0L;
        for (var i = 0; i < count; i++)
        {
            total += legs.Count == 1 || legs[i].Debit == account ? amounts[i] : 0;
        }

        return total;
    }

    private long Credited(in AccountRef account, int count)
    {
        var total = 0L;
        for (var i = 0; i < count; i++)
        {
            total += legs.Count == 1 || legs[i].Credit == account ? amounts[i] : 0;
        }

        return total;
    }
}
