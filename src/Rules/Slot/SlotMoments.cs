using System.Globalization;
using System.Numerics;
using Croupier.Kernel;

namespace Croupier.Rules.Slot;

/// <summary>
/// A slot's exact figures from the distribution of one spin. Free spins depend on each other only through how many were granted, so mean, second moment and
/// the probability of winning nothing follow backwards over (played, granted), in exact fractions. The cap on a round's win must be out of reach, which is
/// checked: only then is the return the same with it as without it.
/// </summary>
internal sealed class SlotMoments
{
    private readonly SlotRules rules;
    private readonly Moments[] byScatters;
    private readonly long topPay;
    private readonly Rational topProbability;
    private readonly Moments[] afterTrigger;

    public SlotMoments(SlotRules rules, SlotEnumeration spins)
    {
        this.rules = rules;
        var combinations = rules.Strips.Aggregate(BigInteger.One, (product, strip) => product * strip.Length);
        byScatters = [.. Enumerable.Range(0, SlotTables.Lengths).Select(scatters => Moments.Of(spins.Of(scatters), combinations))];
        var all = Enumerable.Range(0, SlotTables.Lengths).SelectMany(spins.Of).ToList();
        InvariantBrokenException.Check(
            all.Aggregate(BigInteger.Zero, (sum, entry) => sum + entry.Count) == combinations, "I7", "the enumeration has not seen every combination of stops");
        topPay = all.Max(entry => entry.Pay);
        topProbability = new Rational(all.Where(entry => entry.Pay == topPay).Sum(entry => entry.Count), combinations);
        afterTrigger = FreeSpinMoments();
    }

    /// <summary>The most that any round could pay if every spin were the best one: an upper bound on every outcome.</summary>
    public long Bound => topPay * (1 + ((long)rules.FreeSpinMultiplier * rules.MaxFreeSpins));

    public GameMath Measure()
    {
        InvariantBrokenException.Check(Bound <= rules.MaxPayoutMultiple, "I7", $"the cap of {rules.Name} can be reached, so its return is not exact");
        var round = Rational.Zero;
        var square = Rational.Zero;
        var nothing = Rational.Zero;
        var trigger = Rational.Zero;
        for (var scatters = 0; scatters < byScatters.Length; scatters++)
        {
            var granted = rules.Scatters.FirstOrDefault(award => award.Scatters == scatters)?.FreeSpins ?? 0;
            var joined = byScatters[scatters].Then(afterTrigger[granted]);
            round += joined.Sum;
            square += joined.Square;
            nothing += joined.Nothing;
            trigger += granted > 0 ? joined.Probability : Rational.Zero;
        }

        var mean = round / 100;
        var variance = (square / 10_000) - (mean * mean);
        return new GameMath("every stake", mean, 1 - nothing, variance, topPay, topProbability, Notes(trigger));
    }

    private string[] Notes(Rational trigger)
    {
        var single = byScatters.Aggregate(Rational.Zero, (sum, part) => sum + part.Sum) / 100;
        return
        [
            $"The paid spin returns {(single * 100).ToDecimal(6)} % and its free spins the rest.",
            $"Free spins come once in {(1 / trigger).ToDecimal(2)} rounds (exactly {trigger}).",
            $"The top award is that of one paid spin; a free spin pays {rules.FreeSpinMultiplier} times as much.",
            string.Create(CultureInfo.InvariantCulture, $"No round can pay more than {Bound / 100} times the stake even if each of its spins were the best one, so the cap of {rules.MaxPayoutMultiple / 100} times never cuts a win."),
        ];
    }

    /// <summary>By number of free spins granted: the moments of all free spins together.</summary>
    private Moments[] FreeSpinMoments()
    {
        var spins = byScatters.Select(part => part.Times(rules.FreeSpinMultiplier)).ToArray();
        var plain = Moments.Merge(spins.Take(rules.RetriggerScatters));
        var granting = Moments.Merge(spins.Skip(rules.RetriggerScatters));
        var after = Enumerable.Repeat(Moments.Certain, rules.MaxFreeSpins + 1).ToArray();
        for (var played = rules.MaxFreeSpins - 1; played >= 0; played--)
        {
            var before = new Moments[rules.MaxFreeSpins + 1];
            for (var granted = 0; granted <= rules.MaxFreeSpins; granted++)
            {
                var more = Math.Min(granted + rules.RetriggerSpins, rules.MaxFreeSpins);
                before[granted] = granted <= played ? Moments.Certain : Moments.Merge([plain.Then(after[granted]), granting.Then(after[more])]);
            }

            after = before;
        }

        return after;
    }

    /// <summary>
    /// Of the part of a distribution in which some condition holds: its probability, the sum and the sum of squares of what it pays, weighted by
    /// probability, and the probability that it pays nothing.
    /// </summary>
    private sealed record Moments(Rational Probability, Rational Sum, Rational Square, Rational Nothing)
    {
        public static readonly Moments Certain = new(1, 0, 0, 1);

        public static Moments Of(IEnumerable<(long Pay, long Count)> entries, BigInteger combinations)
        {
            BigInteger count = 0, sum = 0, square = 0, nothing = 0;
            foreach (var (pay, times) in entries)
            {
                count += times;
                sum += (BigInteger)pay * times;
                square += (BigInteger)pay * pay * times;
                nothing += pay == 0 ? times : 0;
            }

            return new Moments(new(count, combinations), new(sum, combinations), new(square, combinations), new(nothing, combinations));
        }

        public static Moments Merge(IEnumerable<Moments> parts) => parts.Aggregate(
            new Moments(0, 0, 0, 0),
            (a, b) => new Moments(a.Probability + b.Probability, a.Sum + b.Sum, a.Square + b.Square, a.Nothing + b.Nothing));

        public Moments Times(int factor) => new(Probability, Sum * factor, Square * ((long)factor * factor), Nothing);

        /// <summary>This part, followed by something independent of it whose probability is one.</summary>
        public Moments Then(Moments next) => new(
            Probability,
            Sum + (Probability * next.Sum),
            Square + (2 * Sum * next.Sum) + (Probability * next.Square),
            Nothing * next.Nothing);
    }
}
