using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
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
    internal const int RoundsPerChain = 10_000;

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
        byte[] server = [], client = [];
        var chain = default(ChainId);
        for (var round = 0L; round < rounds; round++)
        {
            var nonce = round % RoundsPerChain;
            if (nonce == 0)
            {
                (server, client, chain) = Seeds(seed, round / RoundsPerChain);
            }

            var outcome = game.Draw(RoundStream.Open(server, client, chain, nonce, game.Id, game.RulesHash));
            var returned = (double)game.Evaluate(outcome, choice, Assets.Euro, stake).Units / stake.Units;
            sum += returned;
            squares += returned * returned;
            hits += returned > 0 ? 1 : 0;
        }

        var mean = sum / rounds;
        var variance = Math.Max(0, (squares - (rounds * mean * mean)) / (rounds - 1));
        return new Simulation(rounds, mean, Math.Sqrt(variance / rounds), hits);
    }

    /// <summary>SHA-256 of a label, the seed and the number of the chain, one label a value: the same run for ever.</summary>
    internal static (byte[] Server, byte[] Client, ChainId Chain) Seeds(long seed, long number)
    {
        return (Derive("server"), Derive("client"), new ChainId(new Guid(Derive("chain").AsSpan(0, 16), bigEndian: true)));

        byte[] Derive(string label)
        {
            var input = new byte[16 + label.Length];
            BinaryPrimitives.WriteInt64BigEndian(input, seed);
            BinaryPrimitives.WriteInt64BigEndian(input.AsSpan(8), number);
            Encoding.ASCII.GetBytes(label, input.AsSpan(16));
            return SHA256.HashData(input);
        }
    }
}
