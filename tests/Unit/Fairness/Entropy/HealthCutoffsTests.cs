using System.Numerics;
using Croupier.Platform.Fairness.Entropy;

namespace Croupier.Tests.Unit.Fairness.Entropy;

/// <summary>The cutoffs are those of the standard's formulas, also computed a second way, in exact fractions.</summary>
public sealed class HealthCutoffsTests
{
    [Theory]
    [InlineData(8, 40, 6)]
    [InlineData(1.0 / 3, 40, 121)]
    [InlineData(2, 20, 11)]
    [InlineData(1, 20, 21)]
    [InlineData(0.5, 30, 61)]
    [Trait("Requirement", "R9")]
    public void The_repetition_count_is_one_and_the_rounded_quotient(double minEntropy, int alphaBits, int cutoff) =>
        Assert.Equal(cutoff, HealthCutoffs.RepetitionCount(minEntropy, alphaBits));

    [Theory]
    [InlineData(0.5, 512, 410)]
    [InlineData(1, 512, 311)]
    [InlineData(2, 512, 177)]
    [InlineData(4, 512, 62)]
    [InlineData(8, 512, 13)]
    [InlineData(1, 1024, 589)]
    [Trait("Requirement", "R9")]
    public void The_adaptive_proportion_has_the_standards_example_cutoffs(double minEntropy, int window, int cutoff) =>
        Assert.Equal(cutoff, HealthCutoffs.AdaptiveProportion(minEntropy, 20, window));

    [Theory]
    [InlineData(8, 40)]
    [InlineData(8, 20)]
    [InlineData(4, 40)]
    [InlineData(1, 40)]
    [InlineData(1, 33)]
    public void The_critical_value_of_the_binomial_agrees_with_exact_fractions(int minEntropy, int alphaBits)
    {
        // P(X > k) over 2^(H × W), as whole numbers: C(W, j) × 1^j × (2^H − 1)^(W − j).
        const int window = HealthCutoffs.Window;
        var least = BigInteger.One << ((minEntropy * window) - alphaBits);
        var others = (BigInteger.One << minEntropy) - 1;
        BigInteger above = 0, choose = 1;
        var critical = window;
        while (critical > 0)
        {
            above += choose * BigInteger.Pow(others, window - critical);
            if (above > least)
            {
                break;
            }

            choose = choose * critical / (window - critical + 1);
            critical--;
        }

        Assert.Equal(1 + critical, HealthCutoffs.AdaptiveProportion(minEntropy, alphaBits));
    }

    [Fact]
    public void What_the_standard_does_not_allow_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HealthCutoffs.RepetitionCount(0, 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealthCutoffs.RepetitionCount(8.1, 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealthCutoffs.AdaptiveProportion(1, 19));
        Assert.Throws<ArgumentOutOfRangeException>(() => HealthCutoffs.AdaptiveProportion(1, 41));
    }
}
