using System.Globalization;
using System.Numerics;

namespace Croupier.Rules;

/// <summary>An exact fraction in lowest terms, denominator positive. What is said of a game's odds is said in these, never in floating point.</summary>
public readonly record struct Rational
{
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException();
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public static Rational Zero { get; } = new(0, 1);

    public static Rational One { get; } = new(1, 1);

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static Rational operator +(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Rational operator -(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static Rational operator *(Rational left, Rational right) => new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    public static Rational operator /(Rational left, Rational right) => new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    public static implicit operator Rational(long value) => new(value, 1);

    /// <summary>Decimal text with that many decimals, rounded half away from zero.</summary>
    public string ToDecimal(int decimals)
    {
        var scale = BigInteger.Pow(10, decimals);
        var doubled = BigInteger.Abs(Numerator) * scale * 2;
        var rounded = (doubled + Denominator) / (Denominator * 2);
        var (whole, rest) = BigInteger.DivRem(rounded, scale);
        var sign = Numerator.Sign < 0 && !rounded.IsZero ? "-" : "";
        var digits = rest.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return decimals == 0 ? $"{sign}{whole}" : $"{sign}{whole}.{digits}";
    }

    /// <summary>For showing and for statistics only.</summary>
    public double ToDouble()
    {
        // Numbers of hundreds of digits pass the range of a double long before their quotient does, so both lose the same low bits first.
        var shift = Math.Max(0, (int)Math.Max(Numerator.GetBitLength(), Denominator.GetBitLength()) - 900);
        return (double)(Numerator >> shift) / (double)(Denominator >> shift);
    }

    public override string ToString() => $"{Numerator}/{Denominator}";
}
