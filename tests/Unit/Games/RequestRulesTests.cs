using Croupier.Kernel.Ports;
using Croupier.Platform.Games;
using Croupier.Rules;
using Croupier.Rules.Dice;

namespace Croupier.Tests.Unit.Games;

/// <summary>What a bet must be, a row for each status in precedence order. Each row also carries every later fault, so the order itself is tested.</summary>
public sealed class RequestRulesTests
{
    private const long Cent = 10_000;

    private static readonly IGame Dice = GameCatalog.All.Single(g => g.Id.Name == "dice");

    private static readonly PlayRequest Good = new(
        CommandId.New(TimeProvider.System),
        PlayerId.New(TimeProvider.System, 0),
        SessionId.New(TimeProvider.System),
        Dice.Id,
        Dice.RulesHash,
        ChainId.New(TimeProvider.System),
        0,
        DiceGame.Choice(over: false, 5_000),
        Assets.Euro.Id,
        new Money(100 * Cent));

    private static readonly CommandId NoVersion7 = new(Guid.Parse("a1b2c3d4-0000-4000-8000-000000000000"));
    private static readonly AssetId NoAsset = new(999);

    public static TheoryData<Status, Func<PlayRequest, PlayRequest>> Table => new()
    {
        { Status.Malformed, r => r with { Nonce = -1, Game = new GameId("poker"), Stake = Money.Zero } },
        { Status.NoSuchGame, r => r with { Game = new GameId("poker"), RulesHash = Hash256.Zero, Choice = Nothing, Stake = Money.Zero, Id = NoVersion7, Asset = NoAsset } },
        { Status.NoSuchGame, r => r with { Game = new GameId("") } },
        { Status.NoSuchGame, r => r with { Game = default } },
        { Status.NoSuchGame, r => r with { Game = new GameId("DICE") } },
        { Status.NoSuchRulesHash, r => r with { RulesHash = Hash256.Zero, Choice = Nothing, Stake = Money.Zero, Id = NoVersion7, Asset = NoAsset } },
        { Status.NoSuchRulesHash, r => r with { RulesHash = GameCatalog.All.First(g => g.Id != Dice.Id).RulesHash } },
        { Status.ChoiceInvalid, r => r with { Choice = Nothing, Stake = Money.Zero, Id = NoVersion7, Asset = NoAsset } },
        { Status.ChoiceInvalid, r => r with { Choice = new byte[300] } },
        { Status.StakeNotPositive, r => r with { Stake = Money.Zero, Id = NoVersion7, Asset = NoAsset } },
        { Status.StakeNotPositive, r => r with { Stake = new Money(-Cent) } },
        { Status.StakeNotPositive, r => r with { Stake = new Money(long.MinValue) } },
        { Status.StakeNotWholeUnit, r => r with { Stake = new Money(Cent + 1), Choice = DiceGame.Choice(over: false, 4_999), Id = NoVersion7 } },
        { Status.StakeNotWholeUnit, r => r with { Stake = new Money(long.MaxValue), Id = NoVersion7 } },
        { Status.StakeStep, r => r with { Stake = new Money(Cent), Choice = DiceGame.Choice(over: false, 4_999), Id = NoVersion7 } },
        { Status.StakeTooLarge, r => r with { Stake = new Money(Money.MaxAmount.Units / Cent * Cent), Id = NoVersion7 } },
        { Status.StakeTooLarge, r => r with { Stake = new Money(long.MaxValue / Cent * Cent), Id = NoVersion7 } },
        { Status.IdMalformed, r => r with { Id = NoVersion7, Asset = NoAsset } },
        { Status.IdMalformed, r => r with { Id = default } },
        { Status.NoSuchAsset, r => r with { Asset = NoAsset, Stake = new Money(1) } },
        { Status.Accepted, r => r },
        { Status.Accepted, r => r with { Choice = DiceGame.Choice(over: true, DiceGame.MinChance), Nonce = long.MaxValue } },
    };

    private static ReadOnlyMemory<byte> Nothing => ReadOnlyMemory<byte>.Empty;

    [Theory]
    [MemberData(nameof(Table), DisableDiscoveryEnumeration = true)]
    public void A_bet_gets_the_lowest_status_that_applies(Status expected, Func<PlayRequest, PlayRequest> fault)
    {
        Assert.Equal(expected, RequestRules.Check(fault(Good), out var game));
        Assert.Equal(expected == Status.Accepted, game is not null);
    }

    [Fact]
    public void The_lobby_lists_each_game_once_by_its_newest_rules()
    {
        var lobby = Lobby.Of([.. GameCatalog.All, .. GameCatalog.All], Assets.Euro);

        Assert.Equal(GameCatalog.All.Select(g => g.Id).Distinct(), lobby.Select(g => g.Game));
        Assert.All(lobby, g => Assert.NotNull(GameCatalog.Find(g.Game, g.RulesHash)));
        Assert.All(lobby, g => Assert.True(g.MinStake.IsPositive && g.MinStake <= g.MaxStake && g.MaxPayoutMultiple > 0));
        Assert.All(lobby, g => Assert.Equal(GameCatalog.All.Last(known => known.Id == g.Game).RulesHash, g.RulesHash));
        var dice = lobby.Single(g => g.Game == Dice.Id);
        Assert.Equal(("99", "100"), (dice.RtpNumerator, dice.RtpDenominator));
    }
}
