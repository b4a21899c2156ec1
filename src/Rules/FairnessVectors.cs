using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Croupier.Kernel;

namespace Croupier.Rules;

/// <summary>
/// The public vectors, docs/fairness-vectors.json: adds what a new rules hash needs (its rules, and rounds of every way of playing it) and leaves what is there as
/// it is, because others have checked it. <c>croupier vectors FILE</c> prints the result; clients/typescript re-derives it from docs/fairness.md alone.
/// </summary>
public static class FairnessVectors
{
    /// <summary>Rounds in a row, through the ways of playing in turn.</summary>
    private const int Rounds = 24;

    /// <summary>How many rounds are looked through for the remarkable ones.</summary>
    private const int Searched = 20_000;

    /// <summary>Of how many outcome lengths one round is kept, in the order in which they appear.</summary>
    private const int Shapes = 8;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Throws <see cref="JsonException"/> for text that is no file of vectors.</summary>
    public static string Complete(string file, IReadOnlyList<IGame> games)
    {
        var root = JsonNode.Parse(file) as JsonObject;
        if (root?["rules"] is not JsonArray rules || root["rounds"] is not JsonArray rounds)
        {
            throw new JsonException("the file has no rules and rounds");
        }

        var known = rules.Select(rule => (string?)rule?["rulesHash"]).ToHashSet();
        foreach (var game in games.Where(game => !known.Contains(game.RulesHash.ToString())))
        {
            rules.Add(RulesOf(game));
            foreach (var round in RoundsOf(game))
            {
                rounds.Add(round);
            }
        }

        return root.ToJsonString(Format) + "\n";
    }

    private static JsonObject RulesOf(IGame game) => new()
    {
        ["game"] = game.Id.Name,
        ["rulesHash"] = game.RulesHash.ToString(),
        ["canonicalRules"] = Convert.ToHexStringLower(game.CanonicalRules.Span),
        ["parameters"] = JsonNode.Parse(game.ParametersJson),
    };

    private static IEnumerable<JsonObject> RoundsOf(IGame game)
    {
        for (var nonce = 0; nonce < Rounds; nonce++)
        {
            var turn = game.Ways[nonce % game.Ways.Count];
            yield return Round(game, nonce, turn, turn.Name);
        }

        // An outcome of another length is one of another shape: with free spins, with a bonus game.
        var searched = Enumerable.Range(Rounds, Searched).Select(nonce => (Nonce: nonce, Outcome: game.Draw(Seeds(nonce).Open(game, nonce)))).ToList();
        var way = game.Ways[^1];
        foreach (var shape in searched.GroupBy(round => round.Outcome.Length).Take(Shapes))
        {
            yield return Round(game, shape.First().Nonce, way, string.Create(CultureInfo.InvariantCulture, $"an outcome of {shape.Key} bytes"));
        }

        var best = searched.MaxBy(round => game.Evaluate(round.Outcome, way.Choice.Span, Assets.Euro, game.MaxStake(Assets.Euro)).Units);
        yield return Round(game, best.Nonce, way, string.Create(CultureInfo.InvariantCulture, $"the best of {Searched} rounds"));
    }

    private static SampleSeeds Seeds(long nonce)
    {
        var seeds = SampleSeeds.Of(2, nonce);
        return seeds with { Client = seeds.Client[..(16 + (int)(nonce % 17))] };
    }

    private static JsonObject Round(IGame game, long nonce, GameWay way, string note)
    {
        var seeds = Seeds(nonce);
        var outcome = game.Draw(seeds.Open(game, nonce));
        var stake = Assets.Euro.FromMinor(10 + (nonce * 37 % 9_991));
        return new JsonObject
        {
            ["note"] = note,
            ["serverSeed"] = Convert.ToHexStringLower(seeds.Server.Span),
            ["serverSeedHash"] = Hash256.Of(seeds.Server.Span).ToString(),
            ["clientSeed"] = Convert.ToHexStringLower(seeds.Client.Span),
            ["chain"] = seeds.Chain.ToString(),
            ["nonce"] = nonce,
            ["game"] = game.Id.Name,
            ["rulesHash"] = game.RulesHash.ToString(),
            ["choice"] = Convert.ToHexStringLower(way.Choice.Span),
            ["asset"] = Assets.Euro.Id.Code,
            ["stake"] = stake.Units,
            ["outcome"] = Convert.ToHexStringLower(outcome),
            ["payout"] = game.Evaluate(outcome, way.Choice.Span, Assets.Euro, stake).Units,
        };
    }
}
