using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// What a player did over some time: ledger units of one asset, or milliseconds played. Sums saturate rather than overflow: too much counted is strict, a stopped
/// partition is not. What came back can't saturate, because it was credited to an account whose total it fits.
/// </summary>
internal readonly record struct Counted(long Wagered, long CashStaked, long CashReturned, long Deposited, long Played)
{
    private const int Fields = 5;

    /// <summary>Adds amounts that are not negative.</summary>
    public Counted Plus(in Counted other) => new(
        Plus(Wagered, other.Wagered),
        Plus(CashStaked, other.CashStaked),
        Plus(CashReturned, other.CashReturned),
        Plus(Deposited, other.Deposited),
        Plus(Played, other.Played));

    public Counted Negated() => new(-Wagered, -CashStaked, -CashReturned, -Deposited, -Played);

    public Counted OnlyOut() => this with { CashReturned = 0 };

    public Counted OnlyBack() => new(0, 0, CashReturned, 0, 0);

    /// <summary>The strictest of two: the most that went out, the least that came back.</summary>
    public Counted Strictest(in Counted other) => new(
        Math.Max(Wagered, other.Wagered),
        Math.Max(CashStaked, other.CashStaked),
        Math.Min(CashReturned, other.CashReturned),
        Math.Max(Deposited, other.Deposited),
        Math.Max(Played, other.Played));

    /// <summary>A bit for each (1), then those that are not zero (8 each): wagered, cash staked, cash returned, deposited, played.</summary>
    public void Write(ByteWriter writer)
    {
        ReadOnlySpan<long> numbers = [Wagered, CashStaked, CashReturned, Deposited, Played];
        var present = 0;
        for (var i = 0; i < Fields; i++)
        {
            present |= numbers[i] != 0 ? 1 << i : 0;
        }

        writer.U8((byte)present);
        foreach (var number in numbers)
        {
            if (number != 0)
            {
                writer.I64(number);
            }
        }
    }

    public static Counted Read(ref ByteReader reader)
    {
        var present = reader.U8();
        Span<long> numbers = stackalloc long[Fields];
        for (var i = 0; i < Fields; i++)
        {
            numbers[i] = (present & (1 << i)) != 0 ? reader.I64() : 0;
        }

        return new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    private static long Plus(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}
