using Croupier.Host.Randomness;

namespace Croupier.Tests.Unit.Host.Randomness;

/// <summary>For each test a generator that is broken in the way that this test is there to find, and an honest one beside them. All are seeded.</summary>
internal static class BrokenGenerators
{
    private const int Draws = 200_000;

    public static IReadOnlyDictionary<string, Func<Random, Sample>> ByTest { get; } = new Dictionary<string, Func<Random, Sample>>
    {
        // A byte modulo 100: the first 56 values have three bytes each, the others two.
        ["chi-square"] = random => Each(100, () => random.Next(256) % 100),

        // A fraction slightly bent: the square root of the difference would hardly be seen in any one value.
        ["kolmogorov-smirnov"] = random => Each(1 << 20, () => (int)(Math.Pow(random.NextDouble(), 1.02) * (1 << 20))),

        // Of eight draws the last is never above the others before it: the largest is that of seven.
        ["order statistics"] = random => Groups(100, 8, group => group[7] = Math.Min(random.Next(100), group[..7].Max()), random),

        // One draw in twenty is the one before again.
        ["serial"] = random => After(31, (last, _) => random.Next(20) == 0 ? last : random.Next(31)),

        // The third of three is the exclusive or of the other two; every pair is as it should be.
        ["overlapping"] = random => Groups(8, 3, group => group[2] = group[0] ^ group[1], random),

        // A round of five repeats one place of the round before, once in twenty rounds.
        ["interplay"] = random => Each(31, Repeating(random, 5), stride: 5),

        // Each draw leans towards the one three before it.
        ["correlation"] = random => Leaning(random),

        // Five draws never have a symbol twice.
        ["poker"] = random => Groups(16, 5, group => Fill(group, random, 16), random),

        // A bag of all sixteen symbols is emptied before it is filled again.
        ["coupon collector"] = random => Groups(16, 16, group => Fill(group, random, 16), random),

        // Of four draws the first two stand in order a little too often.
        ["permutation"] = random => Groups(10_000, 4, group => Sort(group, random), random),

        // A counter that is well mixed: no number comes twice before all have come.
        ["duplicates"] = _ => Each(1 << 30, Permuted()),

        // Low and high change a little too often.
        ["runs"] = random => After(100, (last, _) => random.Next(40) == 0 ? 99 - last : random.Next(100)),

        // A rising pair is sometimes continued.
        ["runs up"] = random => After(10_000, (last, before) => last > before && random.Next(20) == 0 ? last + random.Next(10_000 - last) : random.Next(10_000)),

        // The lowest values come nearly every eighth time: too regular.
        ["gap"] = random => Groups(8, 8, group => Once(group, random), random),
    };

    public static Sample Honest(int range, int draws, Random random, int stride = 1) => new([.. Enumerable.Range(0, draws).Select(_ => random.Next(range))], range, stride);

    private static Sample Each(int range, Func<int> draw, int stride = 1) => new([.. Enumerable.Range(0, Draws).Select(_ => draw())], range, stride);

    private static Sample After(int range, Func<int, int, int> draw)
    {
        var (last, before) = (range / 2, range / 2);
        return Each(range, () =>
        {
            var drawn = draw(last, before);
            (before, last) = (last, drawn);
            return drawn;
        });
    }

    private static Sample Groups(int range, int size, Action<int[]> change, Random random)
    {
        var values = new List<int>(Draws);
        while (values.Count < Draws)
        {
            int[] group = [.. Enumerable.Range(0, size).Select(_ => random.Next(range))];
            change(group);
            values.AddRange(group);
        }

        return new Sample([.. values], range);
    }

    private static Func<int> Repeating(Random random, int stride)
    {
        var drawn = new List<int>();
        return () =>
        {
            drawn.Add(drawn.Count % stride == 2 && drawn.Count >= stride && random.Next(20) == 0 ? drawn[^stride] : random.Next(31));
            return drawn[^1];
        };
    }

    private static Sample Leaning(Random random)
    {
        var values = new int[Draws];
        for (var i = 0; i < Draws; i++)
        {
            values[i] = i >= 3 && random.Next(30) == 0 ? Math.Clamp(values[i - 3] + random.Next(-5, 6), 0, 99) : random.Next(100);
        }

        return new Sample(values, 100);
    }

    private static void Fill(int[] group, Random random, int range)
    {
        var bag = Enumerable.Range(0, range).ToArray();
        random.Shuffle(bag);
        bag.AsSpan(0, group.Length).CopyTo(group);
    }

    private static void Sort(int[] group, Random random)
    {
        if (random.Next(20) == 0)
        {
            Array.Sort(group, 0, 2);
        }
    }

    private static Func<int> Permuted()
    {
        var counter = 0u;
        return () => (int)(unchecked(++counter * 2_654_435_769u) >> 2);
    }

    private static void Once(int[] group, Random random)
    {
        for (var i = 0; i < group.Length; i++)
        {
            group[i] = random.Next(1, 8);
        }

        group[random.Next(2)] = 0;
    }
}
