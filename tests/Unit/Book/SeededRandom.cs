namespace Croupier.Tests.Unit.Book;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, 2014) behind the framework's interface: the same numbers from a seed with every version of .NET, so that a seed that failed once
/// can be run for ever.
/// </summary>
internal sealed class SeededRandom(long seed) : Random
{
    private ulong state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue) => (int)NextInt64(maxValue);

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => NextInt64(long.MaxValue);

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    /// <summary>The bias of the multiplication is below 2^-32 for every range that a test asks for.</summary>
    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue + (long)(((UInt128)Word() * (ulong)(maxValue - minValue)) >> 64);
    }

    public override double NextDouble() => (Word() >> 11) * (1.0 / (1UL << 53));

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var word = Word();
            for (var i = 0; i < 8 && !buffer.IsEmpty; i++, buffer = buffer[1..])
            {
                buffer[0] = unchecked((byte)(word >> (8 * i)));
            }
        }
    }

    protected override double Sample() => NextDouble();

    private ulong Word()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
