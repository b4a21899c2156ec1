using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Kernel;

/// <summary>One command of each kind with fixed fields.</summary>
internal static class CommandSamples
{
    private static readonly CommandId Id = new(Guid.Parse("01a3185c-5000-7b3f-bc38-98b7dd200bc1"));
    private static readonly CommandId Other = new(Guid.Parse("01a3185c-5001-7000-8000-000000000002"));
    private static readonly PlayerId Player = new(Guid.Parse("01a3185c-5002-7007-8000-000000000003"));
    private static readonly PlayerId House = PlayerId.Operator(7);
    private static readonly ChainId Chain = new(Guid.Parse("01a3185c-5003-7000-8000-000000000004"));
    private static readonly SessionId Session = new(Guid.Parse("01a3185c-5004-7000-8000-000000000005"));
    private static readonly AssetId Euro = new(978);
    private static readonly byte[] Seed = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
    private static readonly Leg Leg = new(
        new AccountRef(Player, AccountKind.Cash, Euro), new AccountRef(House, AccountKind.ProviderClearing, Euro, 9), new Money(1_234_567));

    private static readonly AccountRef Bonus = new(Player, AccountKind.Bonus, Euro);
    private static readonly AccountRef Abroad = new(PlayerId.Operator(8), AccountKind.House, Euro, 1);

    public static IReadOnlyList<Command> All { get; } =
    [
        new Tick(Id, House, 1_800_000_000_000),
        new OpenPlayer(Id, Player),
        new SetPlayerState(Id, Player, PlayerState.Active),
        new SetLimit(Id, Player, LimitMeasure.NetLoss, LimitWindow.Rolling24h, Euro, 50_000_000),
        new ConfirmLimit(Id, Player, LimitMeasure.SessionTime, LimitWindow.Session, default, SetLimit.NoLimit),
        new TimeOut(Id, Player, 1_800_086_400_000),
        new Exclude(Id, Player, Exclude.ForEver - 1),
        new SetZone(Id, Player, "Europe/Vienna", 60, [new ZoneTransition(1_806_022_800_000, 120), new ZoneTransition(1_824_771_600_000, 60)]),
        new SetProfile(Id, Player, 2),
        new RegisterGame(Id, House, new GameId("dice"), Hash256.Of("rules"u8), true, Euro, new Money(100_000), new Money(100_000_000), 19_800),
        new RegisterProfile(Id, House, 2, 3, 86_400_000, 2_500, true, SourceOrder.CashThenBonus, 1_800_000),
        new OpenChain(Id, Player, Chain, Session, Hash256.Of("seed"u8)),
        new SetClientSeed(Id, Player, Chain, Seed),
        new CloseChain(Id, Player, Chain),
        new PlayRound(
            Id, Player, Session, new GameId("dice"), Hash256.Of("rules"u8), Chain, 41, Seed, new byte[] { 1, 0, 50 }, Euro, new Money(1_000_000), SourceOrder.BonusThenCash, 3,
            new byte[] { 0, 77 }, new Money(1_980_000), [new Contribution(AccountKind.Jackpot, 2, new Money(10_000))]),
        new OpenRound(
            new PlayRound(
                Id, Player, Session, new GameId("blackjack"), Hash256.Of("rules"u8), Chain, 42, Seed, new byte[] { 1 }, Euro, new Money(2_000_000), SourceOrder.CashOnly, 3,
                new byte[] { 12, 7 }, new Money(5_000_000), [new Contribution(AccountKind.Jackpot, 2, new Money(20_000))]),
            Ends: true),
        new StepRound(
            Id, Player, Other, new GameId("blackjack"), 2, new byte[] { 3 }, new Money(2_000_000), Hash256.Of("basis"u8), new byte[] { 1, 1 }, new byte[] { 12, 7, 4 }, true, new Money(8_000_000),
            [new Contribution(AccountKind.Jackpot, 2, new Money(20_000))]),
        new AbandonRound(Id, Player, Other, new GameId("blackjack"), 2, Hash256.Of("basis"u8), new byte[] { 1, 1 }, new byte[] { 12, 7, 4 }, new Money(4_000_000)),
        new VoidRound(Id, Player, Other, new GameId("blackjack")),
        new Transfer(Id, Player, TransferReason.Adjustment, [Leg, Leg with { Debit = Leg.Debit with { Owner = new PlayerId(Guid.Parse("01a3185c-5005-7007-8000-000000000006")) } }]),
        new PlaceHold(Id, Player, [Leg with { Debit = Bonus, Mode = LegMode.UpToDebit }, Leg with { Mode = LegMode.Rest }], OnExpiry.Post, 1_800_000_060_000),
        new PostHold(Id, Player, Other, new Money(1_000_000), new Money(3_000_000)),
        new VoidHold(Id, Player, Other, true),
        new SetAccountFlags(Id, Player, Bonus, AccountFlags.Frozen | AccountFlags.DebitsMustNotExceedCredits),
        Linked.Of(Id, Player, id => new VoidHold(id, Player, Other), id => new Transfer(id, Player, TransferReason.Recovery, [Leg with { Mode = LegMode.UpToBoth }])),
        new SendAcross(Id, Player, Leg.Debit, Abroad, Leg.Amount, TransferReason.Crossing),
        new ReceiveAcross(Other, Player, PlayerId.Operator(8), Id, 42, Hash256.Of("block"u8), Abroad, Leg.Debit, Leg.Amount, TransferReason.Crossing),
        new SettleAcross(Id, Player, Other, true, 43, Hash256.Of("block"u8)),
        new OpenDeposit(Id, Player, Euro, new Money(20_000_000), 4, 1_800_000_900_000),
        new ConfirmDeposit(Id, Player, Other, Euro, new Money(20_000_000), 4, "pay_42"),
        new CancelDeposit(Id, Player, Other),
        new RequestWithdrawal(Id, Player, Euro, new Money(5_000_000), 4),
        new SettleWithdrawal(Id, Player, Other, true, "out_7"),
        new MovePartition(Id, House, "east-2"),
        SetAside.Of(7, Status.NotAttested, CommandCodec.ToArray(new RequestWithdrawal(Id, Player, Euro, new Money(5_000_000), 4))),
    ];
}
