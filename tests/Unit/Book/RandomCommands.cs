using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// Commands of every kind from a seed, most of them acceptable as the model stands, the others wrong in one way or another. Few players, small sums and tight guards,
/// so that everything is met often.
/// </summary>
internal sealed partial class RandomCommands(int seed, NaiveModel model)
{
    private static readonly AssetId[] SomeAssets = [Assets.Euro.Id, Assets.Euro.Id, Assets.Euro.Id, Assets.PoundSterling.Id, new(999)];
    private static readonly GameId Stepped = new("blackjack");
    private static readonly GameId[] Games = [new("dice"), new("slot"), new("none"), Stepped];
    private static readonly Hash256[] Rules = [Hash256.Of("a"u8), Hash256.Of("b"u8)];

    private readonly SeededRandom random = new(seed);
    private readonly SeededIds ids = new(seed + 1_000_000);
    private readonly List<(Role Role, Command Command)> sent = [];
    private readonly List<PlayerId> players = [PlayerId.Operator(TestBook.PartitionNumber)];
    private readonly List<ChainId> chains = [default];
    private readonly SessionId[] sessions = [default, new(new SeededIds(seed + 2).Next()), new(new SeededIds(seed + 3).Next())];
    private long clock = TestBook.Start;

    /// <summary>The time that the ids of the next commands carry, Unix ms.</summary>
    public long IdsUnixMs
    {
        set => ids.UnixMs = value;
    }

    public (Role Role, Command Command) Next()
    {
        var next = random.Next(100) switch
        {
            < 3 when sent.Count > 0 => sent[random.Next(sent.Count)],
            < 5 when sent.Count > 0 => SameId(sent[random.Next(sent.Count)].Command),
            _ => Fresh(),
        };
        if (Chance(2))
        {
            next.Role = (Role)random.Next(10);
        }

        sent.Add(next);
        return next;
    }

    private (Role Role, Command Command) SameId(Command other) => (Role.Operator, Fresh().Command with { Id = other.Id, Player = other.Player });

    private (Role Role, Command Command) Fresh()
    {
        var id = ids.Command();
        var player = players[random.Next(players.Count)];
        clock = Math.Max(clock, model.Clock);
        if (Chance(24))
        {
            return Movement(id, player);
        }

        if (Chance(1))
        {
            var reason = Pick(Status.NotPermitted, Status.MalformedCommand, Status.NotAttested, Status.CommandTooLarge, Status.UnknownCommand);
            return (Pick(Role.Games, Role.Wallet, Role.None), SetAside.Of(TestBook.PartitionNumber, reason, CommandCodec.ToArray(new VoidHold(id, player, id))));
        }

        switch (random.Next(100))
        {
            case < 3:
                players.Add(Chance(10) ? ids.Player(3) : ids.Player());
                return (Role.Identity, new OpenPlayer(id, players[^1]));
            case < 8:
                return (Pick(Role.Identity, Role.Operator), new SetPlayerState(id, player, Chance(80) ? PlayerState.Active : (PlayerState)random.Next(1, 6)));
            case < 9:
                return Protection(id, player);
            case < 11:
                return Limit(id, player);
            case < 14:
                return (Role.Operator, new RegisterGame(id, players[0], Game(), Pick(Rules), !Chance(15), Asset(), Cents(random.Next(0, 20)), Cents(random.Next(20, 500)), random.Next(0, 500)));
            case < 20:
                chains.Add(Chance(90) ? ids.Chain() : Pick([.. chains]));
                return (Role.Fairness, new OpenChain(id, player, chains[^1], Pick(sessions), default));
            case < 27:
                var unseeded = OpenChainOf(player, chain => chain.Seed is null);
                return (Role.Fairness, new SetClientSeed(id, PlayerOf(unseeded, player), unseeded, TestBook.Seed));
            case < 28:
                return (Role.Fairness, new CloseChain(id, player, OpenChainOf(player, _ => true)));
            case < 33:
                clock += random.Next(4) switch { 0 => -1000, 1 => random.Next(8) * TestBook.Hour, _ => random.Next(100_000) };
                return (Role.Ledger, new Tick(id, players[0], clock));
            case < 53:
                return (Role.Games, Round(id, player));
            case < 60:
                return SteppedRound(id, player);
            case < 70:
                return (Pick(Role.Operator, Role.Operator, Role.Operator, Role.Wallet), new Transfer(id, player, TransferReason.Adjustment, Legs(player)));
            case < 74:
                return (Role.Operator, new PlaceHold(id, player, Leg(player), (OnExpiry)random.Next(3), clock + random.Next(-100, 200_000)));
            case < 80:
                var hold = model.Holds.Count == 0 ? (player, id) : Pick([.. model.Holds.Keys]);
                return (Role.Operator, Chance(60) ? new PostHold(id, hold.Item1, hold.Item2, Amount(300)) : new VoidHold(id, hold.Item1, hold.Item2));
            case < 85:
                return (Role.Wallet, new OpenDeposit(id, player, Asset(), Amount(2_000), 1, clock + random.Next(200_000)));
            case < 91:
                return (Role.Wallet, Confirmation(id, player));
            case < 92:
                var intent = model.Intents.Count == 0 ? (player, id) : Pick([.. model.Intents.Keys]);
                return (Role.Wallet, new CancelDeposit(id, intent.Item1, intent.Item2));
            case < 96:
                return (Role.Wallet, new RequestWithdrawal(id, player, Asset(), Amount(500), 1));
            default:
                var withdrawal = model.Withdrawals.Count == 0 ? (player, id) : Pick([.. model.Withdrawals.Keys]);
                return (Role.Wallet, new SettleWithdrawal(id, withdrawal.Item1, withdrawal.Item2, Chance(50)));
        }
    }

    private PlayRound Round(CommandId id, PlayerId player)
    {
        var chain = OpenChainOf(player, c => c.Seed is not null);
        var game = model.Games.Count == 0 || Chance(5) ? (Game(), Pick(Rules), Asset()) : Pick([.. model.Games.Keys]);
        var stake = Amount(150);
        var nonce = (model.Chains.TryGetValue(chain, out var known) ? known.Rounds : 0) + (Chance(8) ? random.Next(-1, 2) : 0);
        var multiple = model.Games.TryGetValue(game, out var registered) ? registered.MaxPayoutMultiple : 100;
        var payout = Chance(3) ? Amount(10_000).Units : (long)((Int128)Math.Clamp(stake.Units, 0, 1L << 50) * random.NextInt64(multiple + 1) / 100);
        Contribution[] contributions = Chance(70) ? [] : [new Contribution(Chance(90) ? AccountKind.Jackpot : (AccountKind)random.Next(1, 112), (uint)random.Next(2), new Money(random.Next(-10, 100_000)))];
        return new PlayRound(
            id, PlayerOf(chain, player), Chance(3) ? ids.Session() : known?.Session ?? default, game.Item1, game.Item2, chain, nonce, Chance(97) ? TestBook.Seed : new byte[16], new byte[] { 1 }, game.Item3, stake, (SourceOrder)random.Next(3), 1, new byte[] { 2 }, new Money(payout), contributions);
    }

    private (Role, Command) Limit(CommandId id, PlayerId player)
    {
        if (Chance(30) && model.Limits.FirstOrDefault(l => l.Value.Pending is not null && Chance(50)) is { Value.Pending: { } pending } limit)
        {
            return (Role.Identity, new ConfirmLimit(id, limit.Key.Player, limit.Key.Name.Measure, limit.Key.Name.Window, limit.Key.Asset, pending.Amount));
        }

        if (Chance(8))
        {
            return (Role.Identity, new ConfirmLimit(id, player, LimitMeasure.Wagered, LimitWindow.Day, Asset(), 1));
        }

        // The coarser buckets of rolling weeks and months have tests of their own: here they would have to be said a second time.
        var window = Pick(LimitWindow.Rolling24h, LimitWindow.Day, LimitWindow.Week, LimitWindow.Month, LimitWindow.Session);
        var role = Pick(Role.Identity, Role.Operator);
        var amount = Chance(10) ? SetLimit.NoLimit : Math.Max(0, Amount(3_000).Units);
        return (role, random.Next(5) switch
        {
            0 => new SetLimit(id, player, LimitMeasure.StakePerRound, LimitWindow.None, Asset(), amount),
            1 => new SetLimit(id, player, LimitMeasure.Deposited, window == LimitWindow.Session ? LimitWindow.Day : window, Asset(), amount),
            2 => new SetLimit(id, player, LimitMeasure.SessionTime, window, default, Chance(10) ? SetLimit.NoLimit : random.NextInt64(4 * TestBook.Hour)),
            3 => new SetLimit(id, player, LimitMeasure.Wagered, window, Asset(), amount),
            _ => new SetLimit(id, player, LimitMeasure.NetLoss, window, Asset(), amount),
        });
    }

    /// <summary>Zones are six hours apart, as quarters of a day are, so that what buckets know is exact.</summary>
    private (Role, Command) Protection(CommandId id, PlayerId player) => random.Next(10) switch
    {
        0 => (Pick(Role.Identity, Role.Operator), new TimeOut(id, player, clock + random.NextInt64(TestBook.Hour))),
        1 => (Pick(Role.Identity, Role.Operator), new Exclude(id, player, clock + random.NextInt64(TestBook.Hour))),
        2 or 3 => (Role.Identity, new SetZone(id, player, "a place", 360 * random.Next(-2, 3), [new(Midnight(random.Next(1, 9)), 360 * random.Next(-2, 3))])),
        4 or 5 or 6 => (Role.Operator, new RegisterProfile(
            id, players[0], (ushort)random.Next(1, 4), (ushort)random.Next(1, 60), random.NextInt64(2 * TestBook.Hour), random.Next(3) * 4_000, Chance(50), Chance(70) ? null : (SourceOrder)random.Next(3), random.Next(1, 3_600_000))),
        _ => (Pick(Role.Identity, Role.Operator), new SetProfile(id, player, (ushort)random.Next(1, 5))),
    };

    private long Midnight(int days) => ((clock / (24 * TestBook.Hour)) + days) * 24 * TestBook.Hour;

    private ConfirmDeposit Confirmation(CommandId id, PlayerId player)
    {
        var open = model.Intents.Values.Where(intent => intent.End == "").ToArray();
        if (open.Length == 0 || Chance(10))
        {
            return new ConfirmDeposit(id, player, ids.Command(), Asset(), Amount(100), 1);
        }

        var intent = Pick(open).Command;
        var amount = Chance(10) ? Amount(100) : intent.Amount;
        return new ConfirmDeposit(id, intent.Player, intent.Id, intent.Asset, amount, Chance(5) ? 2u : intent.Provider);
    }

    private Leg[] Legs(PlayerId player) => [.. Enumerable.Range(0, Chance(70) ? 1 : random.Next(1, 4)).Select(_ => Leg(player))];

    private Leg Leg(PlayerId player)
    {
        var asset = Asset();
        return new Leg(Account(player, asset), Account(player, Chance(97) ? asset : Asset()), Amount(300));
    }

    private AccountRef Account(PlayerId player, AssetId asset)
    {
        if (Chance(5))
        {
            return new AccountRef(Pick([.. players]), (AccountKind)random.Next(0, 115), asset, (uint)random.Next(2));
        }

        AccountKind[] own = [AccountKind.Cash, AccountKind.Cash, AccountKind.Bonus, AccountKind.Held, AccountKind.Receivable];
        AccountKind[] houses = [AccountKind.House, AccountKind.GameRevenue, AccountKind.UnmatchedDeposits, AccountKind.ProviderClearing];
        return Chance(50) && !player.IsOperator ? new AccountRef(player, Pick(own), asset) : new AccountRef(players[0], Pick(houses), asset);
    }

    private ChainId OpenChainOf(PlayerId player, Func<NaiveModel.Chain, bool> wanted)
    {
        var open = model.Chains.Where(c => !c.Value.Closed && wanted(c.Value) && c.Value.Player == player).Select(c => c.Key).ToArray();
        var any = model.Chains.Where(c => !c.Value.Closed && wanted(c.Value)).Select(c => c.Key).ToArray();
        return Chance(7) || any.Length == 0 ? Pick([.. chains]) : open.Length > 0 ? Pick(open) : any[^1];
    }

    private PlayerId PlayerOf(ChainId chain, PlayerId otherwise) =>
        model.Chains.TryGetValue(chain, out var known) && !Chance(4) ? known.Player : otherwise;

    private AssetId Asset() => Chance(80) ? SomeAssets[0] : Pick(SomeAssets);

    private GameId Game() => Pick(Games);

    private Money Amount(int cents) => Chance(94) ? Cents(random.Next(1, cents)) : Pick(Money.Zero, new Money(-5), new Money(1), new Money(long.MaxValue), new Money(random.Next(1, 1_000_000)));

    private static Money Cents(long cents) => new(cents * TestBook.Cent);

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
