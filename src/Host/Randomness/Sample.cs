namespace Croupier.Host.Randomness;

/// <summary>Integers that are claimed to be independent and uniform below a range, in the order in which they were drawn.</summary>
/// <param name="Values">Each from 0 to <paramref name="Range"/> − 1.</param>
/// <param name="Stride">How many of them one round draws at least: the same place of two rounds in a row is so far apart.</param>
internal sealed record Sample(int[] Values, int Range, int Stride = 1)
{
    /// <summary>
    /// The same claim with at most so many symbols: equal classes of neighbouring values, and the values above the last whole class left out. The number of
    /// classes is the one from half of <paramref name="most"/> on that leaves out the fewest.
    /// </summary>
    public Sample Coarse(int most)
    {
        if (Range <= most)
        {
            return this;
        }

        var classes = Enumerable.Range((most + 1) / 2, most - ((most + 1) / 2) + 1).MinBy(c => (Range % c, -c));
        var width = Range / classes;
        return new Sample([.. Values.Where(v => v < classes * width).Select(v => v / width)], classes, Stride);
    }
}
