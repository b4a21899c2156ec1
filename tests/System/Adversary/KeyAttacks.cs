using System.Security.Cryptography;
using Croupier.Kernel.Commands;
using Croupier.Tests.System.Games;

namespace Croupier.Tests.System.Adversary;

/// <summary>What may be tried by whoever holds the key of a role and writes to the log directly. Each gets its status, moves no money and takes no nonce.</summary>
internal static class KeyAttacks
{
    private static readonly Money OneEuro = Assets.Euro.FromMinor(100);

    private static CommandId Id => GamesFixture.NewId();

    private static PlayerId Operator => PlayerId.Operator(GamesFixture.Partition);

    /// <summary>Rounds that their player asked for, so that it is the partition that refuses them, and commands of others. What nobody asked for: <see cref="AskedAttacks"/>.</summary>
    public static IReadOnlyList<Attack> OfGames { get; } =
    [
        Round("a payout above the registry's maximum", Status.PayoutAboveMaximum, (s, r) => r with { Payout = new Money((r.Stake.Units * TestPlayer.Dice.MaxPayoutMultiple / 100) + 1) }),
        Round("the largest number as payout", Status.PayoutAboveMaximum, (s, r) => r with { Payout = new Money(long.MaxValue) }),
        Round("a negative payout", Status.AmountNotPositive, (s, r) => r with { Payout = new Money(-1) }),
        Round("a negative stake", Status.AmountNotPositive, (s, r) => r with { Stake = -r.Stake }),
        Round("no stake", Status.AmountNotPositive, (s, r) => r with { Stake = Money.Zero }),
        Round("a fraction of a cent", Status.AmountNotWholeUnit, (s, r) => r with { Stake = new Money(r.Stake.Units + 1) }),
        Round("the largest number as stake", Status.AmountTooLarge, (s, r) => r with { Stake = new Money(long.MaxValue), Payout = new Money(long.MaxValue) }),
        Round("a stake above the registry's maximum", Status.StakeAboveMaximum, (s, r) => r with { Stake = TestPlayer.Dice.MaxStake(Assets.Euro) + OneEuro }),
        Round("a game that is not registered", Status.UnknownGame, (s, r) => r with { Game = new GameId("printer") }),
        Round("rules that are not registered", Status.UnknownRulesHash, (s, r) => r with { RulesHash = Hash256.Of([1]) }),
        Round("another client seed", Status.ClientSeedMismatch, (s, r) => r with { ClientSeed = RandomNumberGenerator.GetBytes(16) }),
        Round("no client seed", Status.ClientSeedMismatch, (s, r) => r with { ClientSeed = ReadOnlyMemory<byte>.Empty }),
        Round("a nonce that was played", Status.NonceOld, (s, r) => r with { Nonce = 0 }),
        Round("a nonce below zero", Status.NonceOld, (s, r) => r with { Nonce = -1 }),
        Round("a nonce ahead", Status.NonceAhead, (s, r) => r with { Nonce = r.Nonce + 1 }),
        Round("a closed chain", Status.ChainClosed, (s, r) => r with { Chain = s.ClosedChain.Chain, ClientSeed = s.ClosedChain.ClientSeed, Nonce = 0 }),
        Round("another's chain", Status.ChainOfAnother, (s, r) => r with { Chain = s.OthersChain.Chain, ClientSeed = s.OthersChain.ClientSeed, Nonce = 0 }),
        Round("more to the pots than the stake", Status.Unbalanced, (s, r) => r with { Contributions = [new Contribution(AccountKind.Jackpot, 1, r.Stake + new Money(1))] }),
        Round("a negative contribution", Status.AmountNotPositive, (s, r) => r with { Contributions = [new Contribution(AccountKind.Jackpot, 1, new Money(-1))] }),
        Round("a contribution to a player", Status.UnknownAccount, (s, r) => r with { Contributions = [new Contribution(AccountKind.Cash, 0, new Money(1))] }),
        Round("an order of sources that there is not", Status.MalformedCommand, (s, r) => r with { Sources = (SourceOrder)9 }),
        Round("an id that is no version 7 UUID", Status.MalformedCommand, (s, r) => r with { Id = new CommandId(Guid.NewGuid()) }),
        Round("an earlier bet's id", Status.Conflict, (s, r) => r with { Id = s.FirstRound.Stored!.Id }),
        Round("the operator as player", Status.UnknownPlayer, (s, r) => r with { Player = Operator }),

        Forged("a deposit", s => new ConfirmDeposit(Id, s.Player.Id, Id, Assets.Euro.Id, OneEuro, 1)),
        Forged("an intent", s => new OpenDeposit(Id, s.Player.Id, Assets.Euro.Id, OneEuro, 1, long.MaxValue)),
        Forged("a withdrawal", s => new RequestWithdrawal(Id, s.Player.Id, Assets.Euro.Id, OneEuro, 1)),
        Forged("money from the house", s => new Transfer(Id, s.Player.Id, TransferReason.Adjustment, [new Leg(Scene.House(), Scene.CashOf(s.Player), OneEuro)])),
        Forged("money from another player", s => new Transfer(Id, s.Player.Id, TransferReason.Adjustment, [new Leg(Scene.CashOf(s.Other), Scene.CashOf(s.Player), OneEuro)])),
        Forged("a hold", s => new PlaceHold(Id, s.Player.Id, new Leg(Scene.CashOf(s.Player), Scene.House(), OneEuro), OnExpiry.Void, long.MaxValue)),
        Forged("a better registry entry", s => new RegisterGame(Id, Operator, TestPlayer.Dice.Id, TestPlayer.Dice.RulesHash, true, Assets.Euro.Id, OneEuro, OneEuro, 1_000_000)),
        Forged("a chain of its own", s => new OpenChain(Id, s.Player.Id, ChainId.New(TimeProvider.System), s.Player.Session, Hash256.Of([1]))),
        Forged("a client seed", s => new SetClientSeed(Id, s.Player.Id, s.BareChain.Chain, new byte[16])),
        Forged("the closing of a chain", s => new CloseChain(Id, s.Player.Id, s.Chain.Chain)),
        Forged("a player's state", s => new SetPlayerState(Id, s.Player.Id, PlayerState.Closed)),
        Forged("a limit", s => new SetLimit(Id, s.Player.Id, LimitMeasure.Wagered, LimitWindow.Rolling24h, Assets.Euro.Id, 0)),
        Forged("the time", s => new Tick(Id, Operator, long.MaxValue)),
    ];

    public static IReadOnlyList<Attack> OfOthers { get; } =
    [
        new("the operator's key: from player to player", Status.PlayerToPlayer, s => Scene.SubmitAsync(
            s.OperatorKey, new Transfer(Id, s.Player.Id, TransferReason.Adjustment, [new Leg(Scene.CashOf(s.Other), Scene.CashOf(s.Player), OneEuro)]))),
        new("the operator's key: from player to player by way of the house", Status.PlayerToPlayer, s => Scene.SubmitAsync(
            s.OperatorKey,
            new Transfer(
                Id,
                s.Player.Id,
                TransferReason.Adjustment,
                [new Leg(Scene.CashOf(s.Other), Scene.House(), OneEuro), new Leg(Scene.House(), Scene.CashOf(s.Player), OneEuro)]))),
        new("the wallet's key: a round", Status.NotPermitted, s => Scene.SubmitAsync(s.WalletKey, s.Round())),
        new("the wallet's key: money from the house", Status.NotPermitted, s => Scene.SubmitAsync(
            s.WalletKey, new Transfer(Id, s.Player.Id, TransferReason.Adjustment, [new Leg(Scene.House(), Scene.CashOf(s.Player), OneEuro)]))),
        new("the operator's key: a round", Status.NotPermitted, s => Scene.SubmitAsync(s.OperatorKey, s.Round())),
    ];

    private static Attack Round(string name, Status expected, Func<Scene, PlayRound, PlayRound> change) =>
        new($"games' key: {name}", expected, s => s.SubmitAskedAsync(s.GamesKey, change(s, s.Round())));

    private static Attack Forged(string name, Func<Scene, Command> command) =>
        new($"games' key: {name}", Status.NotPermitted, s => Scene.SubmitAsync(s.GamesKey, command(s)));
}
