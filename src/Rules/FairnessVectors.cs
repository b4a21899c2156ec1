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
            yield return Round(game, nonce, game.Ways[nonce % game.Ways.Count]);
        }

        var remarkable = Enumerable.Range(Rounds, Searched).Select(nonce => Seeds(nonce).Open(game, nonce)).Select(game.Draw).ToList();
        var way = game.Ways[^1];
        var longest = remarkable.MaxBy(outcome => outcome.Length)!;
        var best = remarkable.MaxBy(outcome => game.Evaluate(outcome, way.Choice.Span, Assets.Euro, game.MaxStake(Assets.Euro)).Units)!;
        foreach (var outcome in new[] { longest, best })
        {
            yield return Round(game, Rounds + remarkable.IndexOf(outcome), way);
        }
    }

    private static SampleSeeds Seeds(long nonce)
    {
        var seeds = SampleSeeds.Of(2, nonce);
        return seeds with { Client = seeds.Client[..(16 + (int)(nonce % 17))] };
    }

    private static JsonObject Round(IGame game, long nonce, GameWay way)
    {
        var seeds = Seeds(nonce);
        var outcome = game.Draw(seeds.Open(game, nonce));
        var stake = Assets.Euro.FromMinor(10 + (nonce * 37 % 9_991));
        return new JsonObject
        {
            ["note"] = way.Name,
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
