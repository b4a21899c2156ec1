using Croupier.Kernel.Commands;

namespace Croupier.Book.Transfers;

/// <summary>
/// Which legs belong to which <see cref="LegMode.Rest"/>: the legs just before it that may move less and share its credited account (sources in order), or, when the one
/// before it does not, its debited account (destinations in order).
/// </summary>
internal static class LegRuns
{
    /// <summary>For each leg the index of the rest that ends its run, or −1.</summary>
    public static void Find(IReadOnlyList<Leg> legs, int[] rests)
    {
        Array.Fill(rests, -1, 0, legs.Count);
        for (var i = 0; i < legs.Count; i++)
        {
            if (legs[i].Mode == LegMode.Rest)
            {
                for (var j = i; j >= i - Length(legs, i); j--)
                {
                    rests[j] = i;
                }
            }
        }
    }

    /// <summary>Every mode is known, and every rest is the rest of something.</summary>
    public static bool AreWellFormed(IReadOnlyList<Leg> legs)
    {
        for (var i = 0; i < legs.Count; i++)
        {
            if (legs[i].Mode > LegMode.UpToBoth || (legs[i].Mode == LegMode.Rest && Length(legs, i) == 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many legs before the rest at <paramref name="rest"/> are of its run.</summary>
    private static int Length(IReadOnlyList<Leg> legs, int rest)
    {
        var length = 0;
        if (rest > 0)
        {
            var byCredit = legs[rest - 1].Credit == legs[rest].Credit;
            for (var i = rest - 1; i >= 0 && legs[i].Mode is LegMode.UpToDebit or LegMode.UpToCredit or LegMode.UpToBoth; i--, length++)
            {
                if (byCredit ? legs[i].Credit != legs[rest].Credit : legs[i].Debit != legs[rest].Debit)
                {
                    break;
                }
            }
        }

        return length;
    }
}
