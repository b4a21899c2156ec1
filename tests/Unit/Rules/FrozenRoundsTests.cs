using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules;

/// <summary>
/// What was released stays: rules hashes, golden rounds and public vectors. A failure here means that past rounds would no longer re-derive. The remedy is a new
/// version of the rules beside the old, never a change of the recorded files.
/// </summary>
public sealed class FrozenRoundsTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "fairness-vectors.json"))).RootElement;

    [Theory]
    [InlineData("dice", "a3d4794a060f1c88191a53f24657dd7c6937bfe693c23b2d1392748e72d13166")]
    [InlineData("starfall", "282fafb6f532d8bbca696f2e076757733473fe1293da02d0b337055bd0d1a323")]
    [InlineData("roulette", "6cd24e74d55711b6406e09f150c2e7440755ee7a7f2beec8cae3105d89721e70")]
    [InlineData("plinko", "1da8f1d14139c23e7f84461404ec628a9766f37c155b845b71168c58e99538e2")]
    [InlineData("landslide", "e8bbe9fff50bb33ed9ab79f6f6a400f1087c9cc8e9fcb02ad460e1e8ee1da071")]
    [InlineData("starfall", "66f38a7a376212fe3ee32dba6baf15c34933eba29386322ed863848fc6001f46")]
    public void A_released_rules_hash_is_found_for_ever(string game, string rulesHash)
    {
        var found = GameCatalog.Find(new GameId(game), Hash256.Parse(rulesHash));
        Assert.NotNull(found);
        Assert.Equal(Hash256.Of(found.CanonicalRules.Span), found.RulesHash);
        Assert.Null(GameCatalog.Find(new GameId(game), Hash256.Zero));
    }

    [Fact]
    public void Golden_rounds_derive_as_they_were_recorded()
    {
        byte[] server = [], client = [];
        var chain = default(ChainId);
        IGame? game = null;
        var rounds = 0;
        foreach (var line in File.ReadLines(Path.Combine(RepositoryFolder.Root, "tests", "Unit", "Rules", "golden-rounds.txt")))
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "#":
                    break;
                case "seeds":
                    (server, client, chain) = (Bytes(words[1]), Bytes(words[2]), new ChainId(Guid.Parse(words[3])));
                    break;
                case "game":
                    game = GameCatalog.Find(new GameId(words[1]), Hash256.Parse(words[2]));
                    break;
                default:
                    Assert.NotNull(game);
                    var outcome = game.Draw(RoundStream.Open(server, client, chain, Number(words[0]), game.Id, game.RulesHash));
                    Assert.Equal(words[3], Convert.ToHexStringLower(outcome));
                    Assert.Equal(Number(words[4]), game.Evaluate(outcome, Bytes(words[1]), Assets.Euro, new Money(Number(words[2]))).Units);
                    rounds++;
                    break;
            }
        }

        Assert.Equal(800, rounds);
    }

    [Fact]
    public void The_public_vectors_hold_the_rules_as_they_are()
    {
        var rules = Vectors.GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(GameCatalog.All.Select(g => g.RulesHash.ToString()), rules.Select(r => Text(r, "rulesHash")));
        foreach (var rule in rules)
        {
            var game = GameCatalog.Find(new GameId(Text(rule, "game")), Hash256.Parse(Text(rule, "rulesHash")));
            Assert.NotNull(game);
            Assert.Equal(Text(rule, "canonicalRules"), Convert.ToHexStringLower(game.CanonicalRules.Span));
            using var parameters = JsonDocument.Parse(game.ParametersJson);
            Assert.True(JsonElement.DeepEquals(parameters.RootElement, rule.GetProperty("parameters")), game.Id.Name);
        }
    }

    [Fact]
    public void The_public_streams_are_reproduced()
    {
        foreach (var vector in Vectors.GetProperty("streams").EnumerateArray())
        {
            var stream = Open(vector);
            foreach (var word in vector.GetProperty("words").EnumerateArray())
            {
                Assert.Equal(word.GetString(), stream.NextWord().ToString("x8", CultureInfo.InvariantCulture));
            }
        }

        foreach (var vector in Vectors.GetProperty("draws").EnumerateArray())
        {
            var stream = Open(vector);
            var results = vector.GetProperty("bounds").EnumerateArray().Select(bound => stream.Next(bound.GetUInt64())).ToList();
            Assert.Equal(vector.GetProperty("results").EnumerateArray().Select(r => r.GetUInt32()), results);
            Assert.True(vector.GetProperty("wordsUsed").GetInt32() > results.Count, "the vector has no rejected word");
        }
    }

    [Fact]
    public void The_public_rounds_are_reproduced()
    {
        var rounds = Vectors.GetProperty("rounds").EnumerateArray().ToList();
        Assert.All(GameCatalog.All, game => Assert.True(rounds.Count(r => Text(r, "rulesHash") == game.RulesHash.ToString()) >= 20));
        foreach (var round in rounds)
        {
            var game = GameCatalog.Find(new GameId(Text(round, "game")), Hash256.Parse(Text(round, "rulesHash")))!;
            var asset = Assets.Find(new AssetId(round.GetProperty("asset").GetUInt16()))!;
            var outcome = game.Draw(Open(round));
            var payout = game.Evaluate(outcome, Bytes(Text(round, "choice")), asset, new Money(round.GetProperty("stake").GetInt64()));
            Assert.Equal(Text(round, "outcome"), Convert.ToHexStringLower(outcome));
            Assert.Equal(round.GetProperty("payout").GetInt64(), payout.Units);
            Assert.Equal(Text(round, "serverSeedHash"), Convert.ToHexStringLower(SHA256.HashData(Bytes(Text(round, "serverSeed")))));
        }
    }

    private static RoundStream Open(JsonElement vector) => RoundStream.Open(
        Bytes(Text(vector, "serverSeed")),
        Bytes(Text(vector, "clientSeed")),
        new ChainId(Guid.Parse(Text(vector, "chain"))),
        vector.GetProperty("nonce").GetInt64(),
        new GameId(Text(vector, "game")),
        Hash256.Parse(Text(vector, "rulesHash")));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static byte[] Bytes(string hex) => hex == "-" ? [] : Convert.FromHexString(hex);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
