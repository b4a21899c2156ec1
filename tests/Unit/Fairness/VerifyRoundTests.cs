using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Croupier.Host.Verbs;
using Croupier.Rules;
using Croupier.Rules.Dice;

namespace Croupier.Tests.Unit.Fairness;

/// <summary>The verb finds whatever is changed in a chain's export: the seed, an outcome, a payout, a nonce.</summary>
public sealed class VerifyRoundTests
{
    private static readonly Money Stake = Assets.Euro.FromMinor(100);

    private readonly byte[] serverSeed = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] clientSeed = RandomNumberGenerator.GetBytes(20);
    private readonly ChainId chain = ChainId.New(TimeProvider.System);
    private readonly JsonObject export;

    public VerifyRoundTests()
    {
        export = new JsonObject
        {
            ["chain"] = chain.ToString(),
            ["session"] = Guid.NewGuid().ToString("D"),
            ["seedHash"] = Hash256.Of(serverSeed).ToString(),
            ["clientSeed"] = Base64Url.EncodeToString(clientSeed),
            ["closed"] = true,
            ["serverSeed"] = Base64Url.EncodeToString(serverSeed),
            ["openedUnixMs"] = 1,
            ["rounds"] = new JsonArray([.. Enumerable.Range(0, 8).Select(n => (JsonNode)Round(n))]),
        };
        Rounds.Add(Refused());
    }

    private JsonArray Rounds => (JsonArray)export["rounds"]!;

    [Fact]
    public void An_untouched_export_verifies()
    {
        var (exit, output, error) = Verify();

        Assert.Equal("", error);
        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("8 rounds derived again, 1 refused bets passed over, 0 differences", output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_round_can_be_asked_for()
    {
        Rounds[5]!["payout"] = 1;

        Assert.Equal(ExitCode.Ok, Verify("--nonce", "4").Exit);
        Assert.Equal(ExitCode.CheckFailed, Verify("-", "--nonce", "5").Exit);
        Assert.Equal(ExitCode.Usage, Verify("--nonce", "8").Exit);
    }

    [Fact]
    public void A_changed_outcome_is_found()
    {
        var outcome = Base64Url.DecodeFromChars((string)Rounds[3]!["outcome"]!);
        outcome[^1] ^= 1;
        Rounds[3]!["outcome"] = Base64Url.EncodeToString(outcome);

        AssertFound("nonce 3, ");
    }

    [Fact]
    public void A_changed_payout_is_found()
    {
        Rounds[2]!["payout"] = (long)Rounds[2]!["payout"]! + 1;

        AssertFound("nonce 2, ");
    }

    [Fact]
    public void Another_seed_than_the_one_committed_to_is_found()
    {
        export["seedHash"] = Hash256.Of([1]).ToString();

        AssertFound("was committed to");
    }

    [Fact]
    public void A_changed_client_seed_is_found()
    {
        clientSeed[0] ^= 1;
        export["clientSeed"] = Base64Url.EncodeToString(clientSeed);

        AssertFound("the outcome is");
    }

    [Fact]
    public void A_dropped_round_is_found()
    {
        Rounds.RemoveAt(4);

        AssertFound("nonce 4 is missing");
    }

    [Fact]
    public void A_round_that_is_there_twice_is_found()
    {
        Rounds.Add(Rounds[4]!.DeepClone());

        AssertFound("nonce 4 is there more than once");
    }

    [Fact]
    public void Rules_that_this_version_does_not_know_are_said_so()
    {
        Rounds[1]!["rulesHash"] = Hash256.Zero.ToString();

        AssertFound("does not know game");
    }

    [Fact]
    public void A_round_of_another_chain_is_found()
    {
        Rounds[1]!["chain"] = Guid.NewGuid().ToString("D");

        AssertFound("it is of chain");
    }

    [Fact]
    public void A_chain_that_is_not_closed_cannot_be_verified_yet()
    {
        export["serverSeed"] = null;

        var (exit, _, error) = Verify();
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("not revealed yet", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_of_the_wrong_length_is_a_difference_and_no_crash()
    {
        export["serverSeed"] = Base64Url.EncodeToString(serverSeed.AsSpan(0, 31));

        AssertFound("31 bytes instead of 32");
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "no JSON Object")]
    [InlineData("{}", "'rounds' is missing")]
    [InlineData("""{"rounds":[{}],"chain":"x"}""", "'chain' is no UUID")]
    public void What_is_no_export_is_said_in_a_sentence(string json, string sentence)
    {
        var error = new StringWriter();

        Assert.Equal((int)ExitCode.Usage, VerifyRound.Run([], new StringReader(json), TextWriter.Null, error));
        Assert.Contains(sentence, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonce")]
    [InlineData("--nonce", "-1")]
    [InlineData("--all")]
    [InlineData("-", "second")]
    public void An_argument_that_is_not_understood_is_fatal(params string[] args) => Assert.Equal(ExitCode.Usage, Verify(args).Exit);

    private void AssertFound(string sentence)
    {
        var (exit, output, _) = Verify();
        Assert.Equal(ExitCode.CheckFailed, exit);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    private (ExitCode Exit, string Output, string Error) Verify(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = VerifyRound.Run(args, new StringReader(export.ToJsonString()), output, error);
        return ((ExitCode)exit, output.ToString(), error.ToString());
    }

    private JsonObject Round(long nonce)
    {
        var game = GameCatalog.All[(int)(nonce % GameCatalog.All.Count)];
        var choice = game is DiceGame ? DiceGame.Choice(over: true, 5_000) : game.Ways[0].Choice.ToArray();
        var outcome = game.Draw(RoundStream.Open(serverSeed, clientSeed, chain, nonce, game.Id, game.RulesHash));
        var payout = game.Evaluate(outcome, choice, Assets.Euro, Stake);
        return Json(game, nonce, choice, outcome, payout, Status.Accepted);
    }

    private JsonObject Refused() => Json(GameCatalog.All[0], 3, DiceGame.Choice(over: true, 5_000), [], Money.Zero, Status.NonceOld);

    private JsonObject Json(IGame game, long nonce, byte[] choice, byte[] outcome, Money payout, Status status) => new()
    {
        ["id"] = Guid.NewGuid().ToString("D"),
        ["block"] = 1,
        ["entry"] = 0,
        ["unixMs"] = 1,
        ["game"] = game.Id.Name,
        ["rulesHash"] = game.RulesHash.ToString(),
        ["chain"] = chain.ToString(),
        ["nonce"] = nonce,
        ["choice"] = Base64Url.EncodeToString(choice),
        ["outcome"] = Base64Url.EncodeToString(outcome),
        ["asset"] = 978,
        ["stake"] = Stake.Units,
        ["payout"] = payout.Units,
        ["cashAfter"] = 0,
        ["status"] = (int)status,
        ["statusName"] = status.ToString(),
    };
}
