using System.Security.Cryptography;
using System.Text.Json;
using Croupier.Verifier.Games;

namespace Croupier.Verifier;

/// <summary>The public vectors (docs/fairness.md, "The vectors"), derived again.</summary>
public static class Vectors
{
    public static Findings Check(string json)
    {
        var root = JsonFields.Document(json);
        var findings = new Findings();
        var rules = new Dictionary<string, IRules?>();
        foreach (var one in root.Items("rules"))
        {
            var (game, hash, canonical) = (one.Text("game"), one.Hash("rulesHash"), one.Bytes("canonicalRules"));
            findings.Expect(SHA256.HashData(canonical).AsSpan().SequenceEqual(hash), $"rules of {game}: another hash");
            rules[OutcomeCheck.Key(game, hash)] = KnownRules.Read(canonical);
        }

        foreach (var one in root.Items("streams"))
        {
            var stream = Open(one);
            findings.Expect(one.Items("words").All(word => word.GetString() == $"{stream.Word():x8}"), $"stream of nonce {one.Number("nonce")}: another word");
        }

        foreach (var one in root.Items("draws"))
        {
            var stream = Open(one);
            var results = one.Items("bounds").Select(bound => stream.Below(bound.GetInt64())).ToList();
            findings.Expect(results.SequenceEqual(one.Items("results").Select(result => result.GetInt64())), "draws: another result");
            findings.Expect(stream.WordsTaken == one.Number("wordsUsed"), "draws: another number of words");
        }

        foreach (var one in root.Items("rounds"))
        {
            CheckRound(one, rules, findings);
        }

        return findings;
    }

    private static void CheckRound(JsonElement one, Dictionary<string, IRules?> rules, Findings findings)
    {
        var name = $"round of {one.Text("game")}, chain {one.Text("chain")}, nonce {one.Number("nonce")}";
        if (!rules.TryGetValue(OutcomeCheck.Key(one.Text("game"), one.Hash("rulesHash")), out var game) || game is null)
        {
            findings.Differs($"{name}: rules that this verifier does not know");
            return;
        }

        var outcome = game.Draw(Open(one));
        findings.RoundsDerived++;
        findings.Expect(outcome.AsSpan().SequenceEqual(one.Bytes("outcome")), $"{name}: another outcome");
        findings.Expect(game.Payout(outcome, one.Bytes("choice"), one.Number("stake")) == one.Number("payout"), $"{name}: another payout");
    }

    private static RoundStream Open(JsonElement one) =>
        new(one.Bytes("serverSeed"), one.Bytes("clientSeed"), one.Id("chain"), one.Number("nonce"), one.Text("game"), one.Hash("rulesHash"));
}
