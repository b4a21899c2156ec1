using System.Buffers.Binary;
using System.Security.Cryptography;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules;

/// <summary>
/// Thousands of rounds of every released rules hash, held by one digest each (a few are written out in golden-rounds.txt). The files only grow: a line of a new
/// rules hash is added, and no line ever changes, because a changed digest means that some past round no longer re-derives.
/// </summary>
public sealed class GoldenDigestTests
{
    private const int Rounds = 5_000;
    private const int RoundsPerChain = 100;

    private static readonly string[][] Recorded =
        [.. File.ReadLines(Path.Combine(RepositoryFolder.Root, "tests", "Unit", "Rules", "golden-digests.txt")).Where(line => line[0] != '#').Select(line => line.Split(' '))];

    public static TheoryData<string> Lines => [.. Recorded.Select(words => $"{words[0]} {words[1]}")];

    [Theory]
    [MemberData(nameof(Lines))]
    [Trait("Requirement", "G3")]
    public void Recorded_rounds_derive_as_they_did(string name)
    {
        var words = Recorded.Single(line => $"{line[0]} {line[1]}" == name);
        var game = GameCatalog.Find(new GameId(words[0]), Hash256.Parse(words[1]));
        Assert.NotNull(game);
        Assert.Equal(words[3], Digest(game, [.. words[2].Split(',').Select(choice => choice == "-" ? [] : Convert.FromHexString(choice))]));
    }

    [Fact]
    [Trait("Requirement", "G3")]
    public void Every_released_rules_hash_is_recorded()
    {
        var missing = GameCatalog.All.Where(game => !Recorded.Any(words => words[1] == game.RulesHash.ToString())).Select(LineOf).ToList();
        Assert.True(missing.Count == 0, "add to golden-digests.txt:\n" + string.Join("\n", missing));
    }

    private static string LineOf(IGame game)
    {
        var choices = game.Ways.Select(way => way.Choice.ToArray()).ToArray();
        return $"{game.Id} {game.RulesHash} {string.Join(',', choices.Select(c => c.Length == 0 ? "-" : Convert.ToHexStringLower(c)))} {Digest(game, choices)}";
    }

    /// <summary>SHA-256 over each round's outcome (length in one byte first) and payout (8); the choices in turn, stakes from 0.10 to 10.00.</summary>
    private static string Digest(IGame game, byte[][] choices)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> payout = stackalloc byte[8];
        for (var round = 0; round < Rounds; round++)
        {
            var outcome = game.Draw(SampleSeeds.Of(1, round / RoundsPerChain).Open(game, round % RoundsPerChain));
            var stake = Assets.Euro.FromMinor(10 + (round % 991));
            BinaryPrimitives.WriteInt64BigEndian(payout, game.Evaluate(outcome, choices[round % choices.Length], Assets.Euro, stake).Units);
            digest.AppendData([(byte)outcome.Length]);
            digest.AppendData(outcome);
            digest.AppendData(payout);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
