using Croupier.Kernel;

namespace Croupier.Rules;

/// <summary>
/// Plays rounds through the production path (stream, draw, evaluate) from a named seed and sums up what came back: a cross-check of the exact figures, which
/// stand on their own. Statistics are in floating point; no money is.
/// </summary>
public sealed record Simulation(long Rounds, double Mean, double StandardError, long Hits)
{
    /// <summary>Two-sided 99.99 %: one honest run in ten thousand falls outside.</summary>
    public const double Deviates = 3.8906;

    /// <summary>Rounds of one chain, as in production, before the next seeds are taken.</summary>
    private const int RoundsPerChain = 10_000;

    public double Low => Mean - (Deviates * StandardError);

    public double High => Mean + (Deviates * StandardError);

    public bool Agrees(Rational exact) => exact.ToDouble() is var value && value >= Low && value <= High;

    /// <param name="choice">Valid for the game.</param>
    public static Simulation Run(IGame game, ReadOnlySpan<byte> choice, long rounds, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 2);
        var stake = game.MaxStake(Assets.Euro);
        double sum = 0, squares = 0;
        var hits = 0L;
        var seeds = SampleSeeds.Of(seed, 0);
        for (var round = 0L; round < rounds; round++)
        {
            var nonce = round % RoundsPerChain;
            if (nonce == 0)
            {
                seeds = SampleSeeds.Of(seed, round / RoundsPerChain);
            }

            var outcome = game.Draw(seeds.Open(game, nonce));
            var returned = (double)game.Evaluate(outcome, choice, Assets.Euro, stake).Units / stake.Units;
            sum += returned;
            squares += returned * returned;
            hits += returned > 0 ? 1 : 0;
        }

        var mean = sum / rounds;
        var variance = Math.Max(0, (squares - (rounds * mean * mean)) / (rounds - 1));
        return new Simulation(rounds, mean, Math.Sqrt(variance / rounds), hits);
    }
}
