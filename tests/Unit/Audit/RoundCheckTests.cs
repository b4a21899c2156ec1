using System.Text.Json;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Audit;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Audit;

/// <summary>The audit's check of one round, over the public vectors: right as they stand, wrong by whatever is changed.</summary>
[Trait("Requirement", "R6")]
public sealed class RoundCheckTests
{
    private static readonly JsonElement[] Vectors =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "fairness-vectors.json"))).RootElement.GetProperty("rounds").EnumerateArray()];

    [Fact]
    public void Every_public_round_derives_as_it_was_settled() =>
        Assert.All(Vectors, vector => Assert.Equal(RoundFinding.None, RoundCheck.Of(Round(vector), Seed(vector))));

    [Fact]
    public void Whatever_is_changed_in_a_round_is_found()
    {
        foreach (var vector in Vectors)
        {
            var (round, seed) = (Round(vector), Seed(vector));
            Assert.Equal(RoundFinding.Payout, RoundCheck.Of(round with { Payout = round.Payout + new Money(100) }, seed));
            Assert.Equal(RoundFinding.Outcome, RoundCheck.Of(round with { Outcome = round.Outcome.ToArray().Append((byte)0).ToArray() }, seed));
            Assert.Equal(RoundFinding.Outcome, RoundCheck.Of(round with { Outcome = new byte[round.Outcome.Length + 5] }, seed));
            Assert.Equal(RoundFinding.UnknownRules, RoundCheck.Of(round with { RulesHash = Hash256.Of([1]) }, seed));
            Assert.Equal(RoundFinding.NotPlayable, RoundCheck.Of(round with { Choice = new byte[] { 9, 9, 9, 9 } }, seed));
            Assert.Equal(RoundFinding.NotPlayable, RoundCheck.Of(round with { Stake = Money.Zero }, seed));
        }
    }

    private static PlayRound Round(JsonElement vector) => new(
        CommandId.New(TimeProvider.System),
        PlayerId.New(TimeProvider.System, 0),
        SessionId.New(TimeProvider.System),
        new GameId(vector.GetProperty("game").GetString()!),
        new Hash256(Bytes(vector, "rulesHash")),
        new ChainId(Guid.Parse(vector.GetProperty("chain").GetString()!)),
        vector.GetProperty("nonce").GetInt64(),
        Bytes(vector, "clientSeed"),
        Bytes(vector, "choice"),
        Assets.Euro.Id,
        new Money(vector.GetProperty("stake").GetInt64()),
        SourceOrder.CashOnly,
        1,
        Bytes(vector, "outcome"),
        new Money(vector.GetProperty("payout").GetInt64()),
        []);

    private static byte[] Seed(JsonElement vector) => Bytes(vector, "serverSeed");

    private static byte[] Bytes(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
