using Croupier.Kernel;

namespace Croupier.Book.Holds;

/// <summary>
/// Divides an amount among a hold's sources in proportion to what each gave. Part i is what lies between floor(amount × a ÷ total) for the a of the sources before it and for
/// those with it: the parts sum to the amount, no part of at most the hold is above what its source gave, and of two sources the first is floored and the remainder goes to
/// the last, as a round's payout goes to cash.
/// </summary>
internal static class HoldSplit
{
    public static void Divide(long amount, ReadOnlySpan<HoldPart> parts, Span<long> into)
    {
        var total = (Int128)0;
        foreach (var part in parts)
        {
            total += part.Amount;
        }

        InvariantBrokenException.Check(amount >= 0 && total > 0, "I1", "nothing would be divided, or among none");
        var given = (Int128)0;
        var before = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            given += parts[i].Amount;
            var upTo = (long)(amount * given / total);
            into[i] = upTo - before;
            before = upTo;
        }

        InvariantBrokenException.Check(before == amount, "I1", "a divided amount does not sum to itself");
    }
}
