using System.Security.Cryptography;
using Croupier.Kernel.Ports;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>What players may try by their own ways in. Each gets its status, moves no money and takes no nonce.</summary>
internal static class PlayerAttacks
{
    private static readonly Money OneEuro = Assets.Euro.FromMinor(100);

    public static IReadOnlyList<Attack> All { get; } =
    [
        Bet("an old nonce", Status.NonceOld, s => s.Bet() with { Nonce = 0 }),
        Bet("a nonce ahead", Status.NonceAhead, s => s.Bet() with { Nonce = s.Nonce + 1 }),
        Bet("a nonce far ahead", Status.NonceAhead, s => s.Bet() with { Nonce = long.MaxValue }),
        Bet("a nonce below zero", Status.Malformed, s => s.Bet() with { Nonce = -1 }),
        Bet("a bet on a closed chain", Status.ChainClosed, s => s.Bet() with { Chain = s.ClosedChain.Chain, Nonce = 0 }),
        Bet("a bet on a chain without a client seed", Status.ClientSeedMissing, s => s.Bet() with { Chain = s.BareChain.Chain, Nonce = 0 }),
        Bet("a bet on another's chain", Status.ChainOfAnother, s => s.Bet() with { Chain = s.OthersChain.Chain, Nonce = 0 }),
        Bet("a bet on no chain", Status.UnknownChain, s => s.Bet() with { Chain = ChainId.New(TimeProvider.System), Nonce = 0 }),
        Bet("a bet of nobody", Status.UnknownPlayer, s => s.Bet() with { Player = PlayerId.New(TimeProvider.System, GamesFixture.Partition) }),
        Bet("an earlier bet's id with another stake", Status.Conflict, s => s.Bet() with { Id = s.FirstRound.Stored!.Id, Nonce = 0, Stake = OneEuro + OneEuro }),
        Bet("an earlier bet's id with another choice", Status.Conflict, s => s.Bet() with { Id = s.FirstRound.Stored!.Id, Nonce = 0, Choice = new byte[] { 0, 0x13, 0x88 } }),
        Bet("an earlier bet's id with another nonce", Status.Conflict, s => s.Bet() with { Id = s.FirstRound.Stored!.Id }),
        Bet("a negative stake", Status.StakeNotPositive, s => s.Bet() with { Stake = -OneEuro }),
        Bet("no stake", Status.StakeNotPositive, s => s.Bet() with { Stake = Money.Zero }),
        Bet("a fraction of a cent", Status.StakeNotWholeUnit, s => s.Bet() with { Stake = new Money(OneEuro.Units + 1) }),
        Bet("a stake whose payout is no whole number", Status.StakeStep, s => s.Bet(cents: 1) with { Choice = new byte[] { 0, 0x13, 0x87 } }),
        Bet("a stake whose payout overflows", Status.StakeTooLarge, s => s.Bet() with { Stake = new Money(long.MaxValue / 10_000 * 10_000) }),
        Bet("a stake below the game's least", Status.StakeBelowMinimum, s => s.Player.Bet(s.Chain.Chain, s.Nonce, 1, TestPlayer.Slot)),
        Bet("a stake above the game's most", Status.StakeAboveMaximum, s => s.Bet(cents: 10_100)),
        Bet("an unknown game", Status.NoSuchGame, s => s.Bet() with { Game = new GameId("poker") }),
        Bet("unknown rules", Status.NoSuchRulesHash, s => s.Bet() with { RulesHash = Hash256.Of([1]) }),
        Bet("an unknown asset", Status.NoSuchAsset, s => s.Bet() with { Asset = new AssetId(999) }),
        Bet("an asset that the game is not registered for", Status.UnknownAsset, s => s.Bet() with { Asset = Assets.PoundSterling.Id }),
        Bet("a choice that the game does not have", Status.ChoiceInvalid, s => s.Bet() with { Choice = new byte[] { 2, 0, 0 } }),
        Bet("an id that is no version 7 UUID", Status.IdMalformed, s => s.Bet() with { Id = new CommandId(Guid.NewGuid()) }),
        new("more money than there is", Status.InsufficientFunds, s => s.PlayAsync(s.Poor.Bet(s.PoorsChain.Chain, 0))),

        Seed("another client seed in the middle of a chain", Status.ClientSeedAlreadySet, s => s.Chain, 16),
        Seed("a client seed for a closed chain", Status.ChainClosed, s => s.ClosedChain, 16),
        Seed("a client seed for another's chain", Status.ChainOfAnother, s => s.OthersChain, 16),
        Seed("a client seed that is too short", Status.Malformed, s => s.BareChain, 15),
        Seed("a client seed that is too long", Status.Malformed, s => s.BareChain, 33),
        new("the closing of another's chain", Status.ChainOfAnother, async s =>
        {
            var (status, chain) = await s.Platform.Fairness.CloseChainAsync(GamesFixture.NewId(), s.Player.Id, s.OthersChain.Chain, default);
            Assert.Null(chain);
            return status;
        }),
        new("the closing of a chain that is closed", Status.ChainClosed, async s =>
            (await s.Platform.Fairness.CloseChainAsync(GamesFixture.NewId(), s.Player.Id, s.ClosedChain.Chain, default)).Status),
        new("a bet's id to open a chain", Status.Conflict, async s =>
            (await s.Platform.Fairness.OpenChainAsync(s.FirstRound.Stored!.Id, s.Player.Id, s.Player.Session, default)).Status),
    ];

    private static Attack Bet(string name, Status expected, Func<Scene, PlayRequest> bet) => new(name, expected, s => s.PlayAsync(bet(s)));

    private static Attack Seed(string name, Status expected, Func<Scene, ChainView> chain, int bytes) => new(name, expected, async s =>
        (await s.Platform.Fairness.SetClientSeedAsync(GamesFixture.NewId(), s.Player.Id, chain(s).Chain, RandomNumberGenerator.GetBytes(bytes), default)).Status);
}
