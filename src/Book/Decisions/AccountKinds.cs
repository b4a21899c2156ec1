using Croupier.Kernel;

namespace Croupier.Book.Decisions;

/// <summary>A set of account kinds, a bit each. A kind outside the chart is in no set.</summary>
internal readonly record struct AccountKinds(ulong Bits)
{
    private const int FirstOfOperator = (int)AccountKind.House;
    private const int OperatorBits = 32;

    public static AccountKinds Of(params ReadOnlySpan<AccountKind> kinds)
    {
        var bits = 0UL;
        foreach (var kind in kinds)
        {
            bits |= BitOf(kind);
        }

        return new AccountKinds(bits);
    }

    public bool Contains(AccountKind kind) => (Bits & BitOf(kind)) != 0;

    /// <summary>Kinds below 32 have bits 0–31, those of the operator from 100 on bits 32–63.</summary>
    private static ulong BitOf(AccountKind kind) => (int)kind switch
    {
        > 0 and < OperatorBits => 1UL << (int)kind,
        >= FirstOfOperator and < FirstOfOperator + OperatorBits => 1UL << ((int)kind - FirstOfOperator + OperatorBits),
        _ => 0,
    };
}
