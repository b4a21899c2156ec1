namespace Croupier.Rules;

/// <summary>
/// What a game does with each unit staked, exactly, for one way of playing it: return, share of rounds that pay anything, variance of the return per
/// unit staked, the top award (in hundredths of the stake) and its probability.
/// </summary>
/// <param name="Way">The name of the <see cref="GameWay"/> that this holds for.</param>
/// <param name="TopAward">In hundredths of the stake.</param>
/// <param name="Notes">Further exact facts, each a whole sentence.</param>
public sealed record GameMath(
    string Way, Rational Rtp, Rational HitRate, Rational Variance, long TopAward, Rational TopAwardProbability, IReadOnlyList<string> Notes)
{
    /// <summary>The square root of <see cref="Variance"/>, for showing.</summary>
    public double StandardDeviation => Math.Sqrt(Variance.ToDouble());
}
