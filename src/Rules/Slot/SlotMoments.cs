using System.Globalization;
using System.Numerics;
using Croupier.Kernel;

namespace Croupier.Rules.Slot;

/// <summary>
/// A slot's exact figures from the distribution of one spin. Free spins depend on each other only through how many were granted, so mean, second moment and
/// the probability of winning nothing follow backwards over (played, granted), in exact fractions; so do the largest possible round and its probability. The cap
/// on a round's win must be that largest round: then it is no empty promise, and it never cuts a win, so the return is the same with it as without it.
/// </summary>
internal sealed class SlotMoments
{
    private readonly SlotRules rules;
    private readonly Moments[] plain;
    private readonly Moments[] turning;
    private readonly Moments[] byScatters;
    private readonly long topPay;
    private readonly Rational topProbability;
    private readonly Moments[] afterTrigger;

    public SlotMoments(SlotRules rules, SlotEnumeration spins)
    {
        this.rules = rules;
        var combinations = rules.Strips.Aggregate(BigInteger.One, (product, strip) => product * strip.Length);
        plain = Parts(wheel: false);
        turning = Parts(wheel: true);
        byScatters = [.. plain.Zip(turning, (one, other) => Moments.Merge([one, other]))];
        var all = Enumerable.Range(0, SlotTables.Lengths).SelectMany(scatters => spins.Of(scatters, false).Concat(spins.Of(scatters, true))).ToList();
        InvariantBrokenException.Check(
            all.Aggregate(BigInteger.Zero, (sum, entry) => sum + entry.Count) == combinations, "I7", "the enumeration has not seen every combination of stops");
        topPay = all.Max(entry => entry.Pay);
        topProbability = new Rational(all.Where(entry => entry.Pay == topPay).Sum(entry => entry.Count), combinations);
        afterTrigger = FreeSpinMoments();
        return;

        Moments[] Parts(bool wheel) => [.. Enumerable.Range(0, SlotTables.Lengths).Select(scatters => Moments.Of(spins.Of(scatters, wheel), combinations))];
    }

    public GameMath Measure()
    {
        var trigger = Rational.Zero;
        var rounds = new List<Moments>();
        for (var scatters = 0; scatters < byScatters.Length; scatters++)
        {
            var granted = rules.Scatters.FirstOrDefault(award => award.Scatters == scatters)?.FreeSpins ?? 0;
            rounds.Add(plain[scatters].Then(afterTrigger[granted]));
            rounds.Add(turning[scatters].Then(Wheel).Then(afterTrigger[granted]));
            trigger += granted > 0 ? byScatters[scatters].Probability : Rational.Zero;
        }

        var round = Moments.Merge(rounds);
        InvariantBrokenException.Check(
            round.Top == rules.MaxPayoutMultiple, "I7", $"the largest round of {rules.Name} pays {round.Top} hundredths, its cap says {rules.MaxPayoutMultiple}");
        var mean = round.Sum / 100;
        var variance = (round.Square / 10_000) - (mean * mean);
        return new GameMath("every stake", mean, 1 - round.Nothing, variance, topPay, topProbability, Notes(trigger, round));
    }

    /// <summary>One turn of the wheel.</summary>
    private Moments Wheel => rules.Wheel is { } wheel ? Moments.Of(wheel.Prizes.Select(prize => ((long)prize, 1L)), wheel.Prizes.Count) : Moments.Certain;

    private string[] Notes(Rational trigger, Moments round)
    {
        var turns = turning.Aggregate(Rational.Zero, (sum, part) => sum + part.Probability);
        var single = byScatters.Aggregate(Rational.Zero, (sum, part) => sum + part.Sum) / 100;
        return
        [
            $"The paid spin returns {(single * 100).ToDecimal(6)} % and its {(rules.Wheel is null ? "" : "wheel and ")}free spins the rest.",
            .. rules.Wheel is null ? [] : WheelNotes(turns),
            $"Free spins come once in {(1 / trigger).ToDecimal(2)} rounds (exactly {trigger}).",
            $"The top award above is that of one paid spin; a free spin pays {rules.FreeSpinMultiplier} times as much.",
            $"The largest round possible pays {GamesPage.Multiple(round.Top)} times the stake, when its paid spin is the best of those that bring free spins and all {rules.MaxFreeSpins} free spins are the best that bring them: it comes once in {ScaleOf(1 / round.TopProbability)} rounds. The cap is this round, so it never cuts a win.",
        ];
    }

    private string[] WheelNotes(Rational turns) =>
    [
        $"The wheel turns once in {(1 / turns).ToDecimal(2)} rounds (exactly {turns}) and returns {(turns * Wheel.Sum).ToDecimal(6)} % of the stakes; its best prize comes once in {(1 / (turns * Wheel.TopProbability)).ToDecimal(2)} rounds.",
    ];

    /// <summary>A number of many digits by its size: "about 10^87".</summary>
    private static string ScaleOf(Rational value) => $"about 10^{(value.Numerator / value.Denominator).ToString(CultureInfo.InvariantCulture).Length - 1}";

    /// <summary>By number of free spins granted: the moments of all free spins together.</summary>
    private Moments[] FreeSpinMoments()
    {
        var spins = byScatters.Select(part => part.Times(rules.FreeSpinMultiplier)).ToArray();
        var ordinary = Moments.Merge(spins.Take(rules.RetriggerScatters));
        var granting = Moments.Merge(spins.Skip(rules.RetriggerScatters));
        var after = Enumerable.Repeat(Moments.Certain, rules.MaxFreeSpins + 1).ToArray();
        for (var played = rules.MaxFreeSpins - 1; played >= 0; played--)
        {
            var before = new Moments[rules.MaxFreeSpins + 1];
            for (var granted = 0; granted <= rules.MaxFreeSpins; granted++)
            {
                var more = Math.Min(granted + rules.RetriggerSpins, rules.MaxFreeSpins);
                before[granted] = granted <= played ? Moments.Certain : Moments.Merge([ordinary.Then(after[granted]), granting.Then(after[more])]);
            }

            after = before;
        }

        return after;
    }

    /// <summary>
    /// Of the part of a distribution in which some condition holds: its probability, the sum and the sum of squares of what it pays, weighted by
    /// probability, the probability that it pays nothing, the most it pays and the probability of that.
    /// </summary>
    private sealed record Moments(Rational Probability, Rational Sum, Rational Square, Rational Nothing, long Top, Rational TopProbability)
    {
        public static readonly Moments Certain = new(1, 0, 0, 1, 0, 1);

        private static readonly Moments Impossible = new(0, 0, 0, 0, 0, 0);

        private bool Happens => Probability != Rational.Zero;

        public static Moments Of(IEnumerable<(long Pay, long Count)> entries, BigInteger combinations)
        {
            BigInteger count = 0, sum = 0, square = 0, nothing = 0;
            long top = 0, topCount = 0;
            foreach (var (pay, times) in entries.OrderBy(entry => entry.Pay))
            {
                count += times;
                sum += (BigInteger)pay * times;
                square += (BigInteger)pay * pay * times;
                nothing += pay == 0 ? times : 0;
                (top, topCount) = (pay, times);
            }

            return new Moments(
                new(count, combinations), new(sum, combinations), new(square, combinations), new(nothing, combinations), top, new(topCount, combinations));
        }

        public static Moments Merge(IEnumerable<Moments> parts) => parts.Where(part => part.Happens).Aggregate(Impossible, (a, b) =>
        {
            var top = Math.Max(a.Top, b.Top);
            var ofTop = (a.Top == top ? a.TopProbability : 0) + (b.Top == top ? b.TopProbability : 0);
            return new Moments(a.Probability + b.Probability, a.Sum + b.Sum, a.Square + b.Square, a.Nothing + b.Nothing, top, ofTop);
        });

        public Moments Times(int factor) => new(Probability, Sum * factor, Square * ((long)factor * factor), Nothing, Top * factor, TopProbability);

        /// <summary>This part, followed by something independent of it whose probability is one.</summary>
        public Moments Then(Moments next) => new(
            Probability,
            Sum + (Probability * next.Sum),
            Square + (2 * Sum * next.Sum) + (Probability * next.Square),
            Nothing * next.Nothing,
            Top + next.Top,
            TopProbability * next.TopProbability);
    }
}
