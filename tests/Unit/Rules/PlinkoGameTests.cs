using System.Text.Json;
using Croupier.Kernel.Bytes;
using Croupier.Rules;
using Croupier.Rules.Plinko;

namespace Croupier.Tests.Unit.Rules;

public sealed class PlinkoGameTests
{
    private const long Cent = 10_000;

    private static readonly PlinkoGame Game = new();
    private static readonly Asset Euro = Assets.Euro;

    public static TheoryData<string, long, Status> Refusals => new()
    {
        { "", -1, Status.ChoiceInvalid },
        { "08", Cent, Status.ChoiceInvalid },
        { "080000", Cent, Status.ChoiceInvalid },
        { "0803", Cent, Status.ChoiceInvalid },
        { "0804", Cent, Status.ChoiceInvalid },
        { "0008", Cent, Status.ChoiceInvalid },
        { "0900", Cent, Status.ChoiceInvalid },
        { "1100", Cent, Status.ChoiceInvalid },
        { "ffff", Cent, Status.ChoiceInvalid },
        { "0800", 0, Status.StakeNotPositive },
        { "0800", 1, Status.StakeNotWholeUnit },
        { "0800", long.MaxValue / Cent * Cent, Status.StakeTooLarge },
        { "0800", Cent, Status.Accepted },
        { "1002", Cent, Status.Accepted },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Validate_gives_the_lowest_status_that_applies(string choice, long stake, Status status) =>
        Assert.Equal(status, Game.Validate(Convert.FromHexString(choice), Euro, new Money(stake)));

    [Fact]
    public void A_stake_of_an_asset_without_hundredths_of_a_unit_is_refused()
    {
        var coarse = new Asset(new AssetId(1), "XXX", 2, 3);
        Assert.Equal(Status.StakeStep, Game.Validate(PlinkoGame.Choice(8, PlinkoRisk.Low), coarse, new Money(10)));
        Assert.Equal(Status.Accepted, Game.Validate(PlinkoGame.Choice(8, PlinkoRisk.Low), coarse, new Money(100)));
    }

    [Fact]
    [Trait("Requirement", "R10")]
    public void All_paths_together_return_99_percent_on_every_board()
    {
        foreach (var board in PlinkoBoards.All)
        {
            var choice = PlinkoGame.Choice(board.Rows, board.Risk);
            var returned = Enumerable.Range(0, 1 << 16).Sum(path => Game.Evaluate(Path(path), choice, Euro, new Money(Cent)).Units);
            Assert.Equal(new Rational(99, 100), new Rational(returned, Cent << 16));
        }
    }

    [Fact]
    public void A_board_reads_the_first_turns_of_the_path()
    {
        // Eight turns to the right, then eight to the left: the right edge with 8 rows, four from it with 12, the middle with 16.
        Assert.Equal(570 * Cent / 100, Pay(0xFF00, 8, PlinkoRisk.Low));
        Assert.Equal(110 * Cent / 100, Pay(0xFF00, 12, PlinkoRisk.Low));
        Assert.Equal(50 * Cent / 100, Pay(0xFF00, 16, PlinkoRisk.Low));
        Assert.Equal(570 * Cent / 100, Pay(0x00FF, 8, PlinkoRisk.Low));
        Assert.Equal(100_772 * Cent / 100, Pay(0xFFFF, 16, PlinkoRisk.High));
        Assert.Equal(Pay(0x0001, 16, PlinkoRisk.High), Pay(0x8000, 16, PlinkoRisk.High));
        Assert.Equal(390 * Cent / 100, Pay(0x8000, 8, PlinkoRisk.High));
        Assert.Equal(2_860 * Cent / 100, Pay(0x0001, 8, PlinkoRisk.High));
    }

    [Fact]
    public void A_board_falls_from_its_edges_to_its_middle() => Assert.All(PlinkoBoards.All, board =>
    {
        Assert.Equal(board.Rows + 1, board.Pays.Count);
        Assert.Equal(board.EdgeToMiddle.OrderDescending(), board.EdgeToMiddle);
        Assert.Equal(board.Pays.Reverse(), board.Pays);
    });

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000000")]
    public void An_outcome_that_cannot_be_drawn_has_no_payout(string outcome) => Assert.Throws<MalformedBytesException>(
        () => Game.Evaluate(Convert.FromHexString(outcome), PlinkoGame.Choice(8, PlinkoRisk.Low), Euro, new Money(Cent)));

    [Fact]
    public void A_refused_choice_or_stake_has_no_payout()
    {
        Assert.Throws<ArgumentException>(() => Game.Evaluate(Path(0), [], Euro, new Money(Cent)));
        Assert.Throws<ArgumentException>(() => Game.Evaluate(Path(0), PlinkoGame.Choice(8, PlinkoRisk.Low), Euro, new Money(1)));
    }

    [Fact]
    public void The_parameters_hold_every_board()
    {
        using var json = JsonDocument.Parse(Game.ParametersJson);
        var boards = json.RootElement.GetProperty("boards").EnumerateArray().ToList();
        Assert.Equal(PlinkoBoards.All.Select(b => b.Pays), boards.Select(b => b.GetProperty("pays").EnumerateArray().Select(p => p.GetInt32()).ToArray()));
        Assert.Equal(["low", "medium", "high"], json.RootElement.GetProperty("risks").EnumerateArray().Select(r => r.GetString()));
    }

    private static byte[] Path(int path) => [(byte)(path >> 8), (byte)(path & 0xFF)];

    private static long Pay(int path, int rows, PlinkoRisk risk) => Game.Evaluate(Path(path), PlinkoGame.Choice(rows, risk), Euro, new Money(Cent)).Units;
}
