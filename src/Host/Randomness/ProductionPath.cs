using Croupier.Kernel;
using Croupier.Rules;

namespace Croupier.Host.Randomness;

/// <summary>
/// What the platform draws, as it draws it: a fresh stream for each round over chains and nonces, from named seeds so that a run can be repeated, or from the
/// seed generator. Every game of the catalogue is played; a game that is added is examined without a line here.
/// </summary>
internal static class ProductionPath
{
    /// <summary>Words of one round in a dump: two requests of the generator, so that the step between requests is in it.</summary>
    public const int WordsPerRound = 2 * RoundStream.RequestBytes / sizeof(uint);

    /// <summary>Draws that one sample keeps at most; a game that draws more often than asked stops being listened to, not played.</summary>
    private const int MostDraws = 20_000_000;

    private static readonly GameId Dump = new("dump");

    /// <summary>A stream for each round for ever, in the order of chains and nonces.</summary>
    public static IEnumerable<RoundStream> Rounds(GameId game, Hash256 rulesHash, Func<long, SampleSeeds> chains)
    {
        for (var number = 0L; ; number++)
        {
            var (server, client, chain) = chains(number);
            for (var nonce = 0L; nonce < Simulation.RoundsPerChain; nonce++)
            {
                yield return RoundStream.Open(server.Span, client.Span, chain, nonce, game, rulesHash);
            }
        }
    }

    /// <summary>The words before scaling, 32 bits each.</summary>
    public static IEnumerable<uint> Words(Func<long, SampleSeeds> chains)
    {
        foreach (var stream in Rounds(Dump, Hash256.Of([]), chains))
        {
            for (var i = 0; i < WordsPerRound; i++)
            {
                yield return stream.NextWord();
            }
        }
    }

    /// <summary>Draws below a bound.</summary>
    public static IEnumerable<uint> Draws(ulong bound, Func<long, SampleSeeds> chains)
    {
        foreach (var stream in Rounds(Dump, Hash256.Of([]), chains))
        {
            for (var i = 0; i < WordsPerRound; i++)
            {
                yield return stream.Next(bound);
            }
        }
    }

    /// <summary>The mappings that are examined: the bytes of the words, some ranges of games in general, and every bound that each game draws below.</summary>
    public static IEnumerable<(string Mapping, Sample Sample)> Samples(IReadOnlyList<IGame> games, int rounds, long seed)
    {
        yield return ("words, byte by byte", new Sample([.. Words(n => SampleSeeds.Of(seed, n)).Take(rounds / 4).SelectMany(Bytes)], 256));
        foreach (var bound in new[] { 2, 37, 52 })
        {
            var draws = Draws((ulong)bound, n => SampleSeeds.Of(seed + bound, n)).Take(rounds).Select(v => (int)v);
            yield return ($"draws below {bound}", new Sample([.. draws], bound));
        }

        foreach (var game in games)
        {
            foreach (var (bound, sample) in OfGame(game, rounds, seed))
            {
                yield return ($"{game.Id.Name}, draws below {bound}", sample);
            }
        }
    }

    /// <summary>What the game drew in so many rounds, by the bound it drew below.</summary>
    public static IEnumerable<(ulong Bound, Sample Sample)> OfGame(IGame game, int rounds, long seed) =>
        Listen(game.Id, game.RulesHash, stream => game.Draw(stream), rounds, seed);

    /// <summary>
    /// Plays rounds and keeps what they drew, by the bound they drew below. Bounds that came too seldom for any test to say anything are left out, and so is the
    /// bound 1, which says nothing.
    /// </summary>
    public static IEnumerable<(ulong Bound, Sample Sample)> Listen(GameId game, Hash256 rulesHash, Action<RoundStream> draw, int rounds, long seed)
    {
        var drawn = new SortedDictionary<ulong, List<int>>();
        var least = new Dictionary<ulong, int>();
        var round = new Dictionary<ulong, int>();
        foreach (var stream in Rounds(game, rulesHash, n => SampleSeeds.Of(seed, n)).Take(rounds))
        {
            round.Clear();
            stream.Observe((bound, value) =>
            {
                var list = drawn.TryGetValue(bound, out var known) ? known : drawn[bound] = [];
                if (list.Count < MostDraws)
                {
                    list.Add((int)(value >> ShiftOf(bound)));
                }

                round[bound] = round.GetValueOrDefault(bound) + 1;
            });
            draw(stream);
            foreach (var bound in drawn.Keys)
            {
                least[bound] = Math.Min(least.GetValueOrDefault(bound, int.MaxValue), round.GetValueOrDefault(bound));
            }
        }

        return drawn.Where(d => d.Key > 1 && d.Value.Count >= 10_000).Select(d => (d.Key, SampleOf(d.Key, d.Value, least[d.Key])));
    }

    // A bound beyond 2^30 is looked at by its highest 30 bits; what is above the last whole class is left out.
    private static int ShiftOf(ulong bound) => bound > 1UL << 30 ? 2 : 0;

    private static Sample SampleOf(ulong bound, List<int> drawn, int least)
    {
        var range = (int)(bound >> ShiftOf(bound));
        return new Sample([.. drawn.Where(value => value < range)], range, Math.Max(1, least));
    }

    private static IEnumerable<int> Bytes(uint word) => [(int)(word >> 24), (int)((word >> 16) & 0xFF), (int)((word >> 8) & 0xFF), (int)(word & 0xFF)];
}
