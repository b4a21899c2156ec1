namespace Croupier.Kernel;

/// <summary>
/// An amount of one asset in ledger units, the finest unit that the ledger keeps (<see cref="Asset.LedgerExponent"/>).
/// Range: every <c>long</c>; arithmetic is checked and throws <see cref="OverflowException"/>. There is no conversion to
/// <c>decimal</c> or <c>double</c>.
/// </summary>
public readonly record struct Money(long Units) : IComparable<Money>
{
    /// <summary>The largest amount one command may move: 2^53 − 1 ledger units, exact in every client language.</summary>
    public static readonly Money MaxAmount = new((1L << 53) - 1);

    public static readonly Money Zero = new(0);

    public bool IsZero => Units == 0;

    public bool IsPositive => Units > 0;

    public bool IsNegative => Units < 0;

    public static Money operator +(Money left, Money right) => new(checked(left.Units + right.Units));

    public static Money operator -(Money left, Money right) => new(checked(left.Units - right.Units));

    public static Money operator -(Money value) => new(checked(-value.Units));

    public static bool operator <(Money left, Money right) => left.Units < right.Units;

    public static bool operator >(Money left, Money right) => left.Units > right.Units;

    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;

    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;

    public static Money Min(Money left, Money right) => left <= right ? left : right;

    public static Money Max(Money left, Money right) => left >= right ? left : right;

    /// <summary>floor(amount × numerator ÷ denominator), computed in 128 bits. Throws when the result leaves <c>long</c>.</summary>
    public Money Share(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Units);
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        return new(checked((long)((Int128)Units * numerator / denominator)));
    }

    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    public override string ToString() => Units.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
