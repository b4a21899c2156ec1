using System.Globalization;

namespace Croupier.Kernel;

/// <summary>The ISO 4217 numeric code of an asset; 978 is the euro.</summary>
public readonly record struct AssetId(ushort Code)
{
    public override string ToString() => Assets.Find(this)?.Symbol ?? Code.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// What is counted. <see cref="DisplayExponent"/> is the number of decimals that people see (EUR 2), <see cref="LedgerExponent"/>
/// the finer number that the ledger keeps (EUR 6), so that a rate in basis points of a whole cent is exact.
/// </summary>
public sealed record Asset(AssetId Id, string Symbol, int DisplayExponent, int LedgerExponent)
{
    /// <summary>Ledger units in one display unit (one cent is 10,000 ledger units of EUR). Stakes are multiples of it.</summary>
    public long DisplayStep { get; } = Power(LedgerExponent - DisplayExponent);

    /// <summary>An amount of whole display units (cents). Throws on overflow.</summary>
    public Money FromMinor(long minorUnits) => new(checked(minorUnits * DisplayStep));

    public bool IsWholeDisplayUnit(Money amount) => amount.Units % DisplayStep == 0;

    /// <summary>Exact decimal text with at least <see cref="DisplayExponent"/> decimals and no needless zero beyond them: <c>1.98</c>, <c>0.0125</c>.</summary>
    public string Format(Money amount)
    {
        var whole = Power(LedgerExponent);
        var (quotient, remainder) = Int128.DivRem(Int128.Abs(amount.Units), whole);
        var decimals = remainder.ToString(CultureInfo.InvariantCulture).PadLeft(LedgerExponent, '0').TrimEnd('0').PadRight(DisplayExponent, '0');
        var sign = amount.IsNegative ? "-" : "";
        return decimals.Length == 0 ? $"{sign}{quotient}" : string.Create(CultureInfo.InvariantCulture, $"{sign}{quotient}.{decimals}");
    }

    /// <summary>Reads exact decimal text; false when it is no number, is finer than a ledger unit, or leaves the range.</summary>
    public bool TryParse(string text, out Money amount)
    {
        amount = Money.Zero;
        var negative = text.StartsWith('-');
        var parts = (negative ? text[1..] : text).Split('.');
        if (parts.Length is 0 or > 2 || parts[0].Length is 0 or > 18 || parts.Any(p => !p.All(char.IsAsciiDigit)))
        {
            return false;
        }

        var decimals = parts.Length == 2 ? parts[1] : "";
        if (decimals.Length > LedgerExponent || (parts.Length == 2 && decimals.Length == 0))
        {
            return false;
        }

        var units = Int128.Parse(parts[0] + decimals.PadRight(LedgerExponent, '0'), CultureInfo.InvariantCulture);
        if (units > long.MaxValue)
        {
            return false;
        }

        amount = new Money((long)(negative ? -units : units));
        return true;
    }

    private static long Power(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
