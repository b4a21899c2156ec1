using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Legs of every mode, holds of several sources, flags, linked commands and crossings.</summary>
internal sealed partial class RandomCommands
{
    private const int OtherPartition = TestBook.PartitionNumber + 2;

    private static readonly PlayerId OtherOperator = PlayerId.Operator(OtherPartition);

    private (Role Role, Command Command) Movement(CommandId id, PlayerId player)
    {
        switch (random.Next(100))
        {
            case < 6:
                return (Role.Operator, new Transfer(id, player, TransferReason.Adjustment, Funds(player)));
            case < 25:
                return (Pick(Role.Operator, Role.Operator, Role.Wallet), new Transfer(id, player, Reason(), Modes(player, 5)));
            case < 40:
                return (Role.Operator, Hold(id, player));
            case < 48:
                return (Role.Operator, Resolution(id, player));
            case < 52:
                var gone = Chance(50) || model.Holds.Count == 0 ? (player, ids.Command()) : Pick([.. model.Holds.Keys]);
                return (Role.Operator, new VoidHold(id, gone.Item1, gone.Item2, OrNever: true));
            case < 55:
                var dead = model.Holds.Where(h => h.Value.End == "never" || Chance(10)).Select(h => h.Key).Append((player, id)).First();
                return (Role.Operator, Hold(dead.Item2, dead.Item1));
            case < 65:
                return (Role.Operator, Flagging(id, player));
            case < 80:
                return (Pick(Role.Operator, Role.Operator, Role.Operator, Role.Wallet), Links(id, player));
            case < 87:
                return (Pick(Role.Operator, Role.Operator, Role.Wallet), new SendAcross(id, player, Account(player, Asset()), Across(), Amount(200), Pick(TransferReason.Crossing, TransferReason.Adjustment)));
            case < 92:
                return (Role.Ledger, Reception(player));
            default:
                return (Role.Ledger, Settlement(player));
        }
    }

    private TransferReason Reason() => Chance(97) ? TransferReason.Adjustment : (TransferReason)random.Next(0, 27);

    /// <summary>Mostly an ordered list of sources or of destinations, at times anything.</summary>
    private Leg[] Modes(PlayerId player, int most)
    {
        if (Chance(60))
        {
            return Ordered(most);
        }

        var asset = Asset();
        var shared = Account(player, asset);
        var bySource = Chance(60);
        var count = random.Next(1, most);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var other = Account(player, asset);
            var mode = i == count - 1 && Chance(70) ? LegMode.Rest : (LegMode)random.Next(Chance(97) ? 5 : 6);
            return Chance(95) ? new Leg(bySource ? other : shared, bySource ? shared : other, Amount(300), mode) : Leg(player) with { Mode = mode };
        })];
    }

    /// <summary>Money and debts for a player, so that there is something to move up to.</summary>
    private Leg[] Funds(PlayerId player)
    {
        var house = new AccountRef(players[0], AccountKind.House, SomeAssets[0]);
        AccountRef Own(AccountKind kind) => new(player, kind, SomeAssets[0]);
        return
        [
            new Leg(house, Own(AccountKind.Bonus), Cents(random.Next(1, 300))),
            new Leg(house, Own(AccountKind.Cash), Cents(random.Next(1, 300))),
            new Leg(house, Own(AccountKind.Held), Cents(random.Next(1, 100))),
            new Leg(Own(AccountKind.Receivable), house, Cents(random.Next(1, 200))),
        ];
    }

    /// <summary>Sources that have something, or destinations that lack something, of one owner and in some order, then the rest.</summary>
    private Leg[] Ordered(int most)
    {
        var bySource = Chance(70);
        bool Fits(KeyValuePair<AccountRef, NaiveModel.Totals> a) => bySource
            ? a.Value.Credits - a.Value.Debits - a.Value.DebitsPending > 0
            : a.Value.Debits - a.Value.Credits - a.Value.CreditsPending > 0;
        var fitting = model.Accounts.Where(Fits).Select(a => a.Key).Where(a => a.Kind is not (AccountKind.WithdrawalPending or AccountKind.PartitionClearing)).ToArray();
        var one = fitting.Length == 0 ? new AccountRef(players[0], AccountKind.House, SomeAssets[0]) : Pick(fitting);
        var ordered = fitting.Where(a => a.Owner == one.Owner && a.Asset == one.Asset).OrderBy(_ => random.Next()).Take(most - 1).DefaultIfEmpty(one).ToArray();
        var other = new AccountRef(players[0], Pick(AccountKind.Duty, AccountKind.BadDebt, AccountKind.House), one.Asset, 3);
        var amount = Amount(500);
        return [.. ordered.Select((account, i) => new Leg(
            bySource ? account : other,
            bySource ? other : account,
            Chance(80) ? amount : Amount(200),
            i == ordered.Length - 1 && i > 0 && Chance(60) ? LegMode.Rest : bySource ? Pick(LegMode.UpToDebit, LegMode.UpToDebit, LegMode.UpToBoth, LegMode.Exact) : LegMode.UpToCredit))];
    }

    private PlaceHold Hold(CommandId id, PlayerId player)
    {
        // Whoever may not play has no stake to hold.
        var withBonus = model.Accounts.Where(a => a.Key.Kind == AccountKind.Bonus && model.Players[a.Key.Owner] == PlayerState.Active && a.Value.Credits - a.Value.Debits - a.Value.DebitsPending > 0).Select(a => a.Key).ToArray();
        var (owner, asset) = withBonus.Length > 0 && Chance(85) && Pick(withBonus) is var rich ? (rich.Owner, rich.Asset) : (player, Asset());
        var revenue = new AccountRef(players[0], Pick(AccountKind.GameRevenue, AccountKind.PrizePool), asset);
        var stake = Amount(150);
        var bonus = new Leg(new AccountRef(owner, AccountKind.Bonus, asset), revenue, stake, LegMode.UpToDebit);
        var cash = new Leg(new AccountRef(owner, AccountKind.Cash, asset), revenue, stake, LegMode.Rest);
        Leg[] legs = random.Next(10) switch
        {
            < 6 => [bonus, cash],
            < 7 => [cash with { Mode = LegMode.UpToDebit }],
            < 8 => [new Leg(Account(owner, asset), revenue, stake, LegMode.UpToDebit), bonus, cash],
            _ => Modes(player, 4),
        };
        return new PlaceHold(id, player, legs, Chance(70) ? OnExpiry.None : (OnExpiry)random.Next(3), clock + random.Next(-100, 200_000));
    }

    private PostHold Resolution(CommandId id, PlayerId player)
    {
        var open = model.Holds.Where(h => h.Value.End == "" && h.Value.Parts.Count > 1).Select(h => h.Key).ToArray();
        var hold = open.Length > 0 && Chance(80) ? Pick(open) : model.Holds.Count > 0 ? Pick([.. model.Holds.Keys]) : (player, id);
        var total = model.Holds.TryGetValue(hold, out var known) && known.Total > 0 ? (long)known.Total : 100;
        return new PostHold(id, hold.Item1, hold.Item2, Chance(80) ? new Money(random.NextInt64(1, total + 1)) : Amount(300), Chance(50) ? default : Amount(400));
    }

    private SetAccountFlags Flagging(CommandId id, PlayerId player)
    {
        var flagged = model.Flags.Where(f => f.Value != AccountFlags.None).Select(f => f.Key).ToArray();
        if (flagged.Length > 0 && Chance(50))
        {
            return new SetAccountFlags(id, players[0], Pick(flagged), AccountFlags.None);
        }

        var flags = Chance(60) ? Pick(AccountFlags.Frozen, AccountFlags.Frozen, AccountFlags.Closed) : (AccountFlags)random.Next(16);
        var account = Chance(30) ? new AccountRef(players[0], Pick(AccountKind.Jackpot, AccountKind.PrizePool, AccountKind.House), Asset(), (uint)random.Next(2)) : Account(player, Asset());
        return new SetAccountFlags(id, Chance(50) ? player : players[0], account, flags);
    }

    private Linked Links(CommandId id, PlayerId player)
    {
        var children = new Command[Chance(80) ? random.Next(2, 4) : random.Next(4, 9)];
        var placed = new List<CommandId>();
        for (var i = 0; i < children.Length; i++)
        {
            var child = id.Derive(player, i + 1);
            children[i] = random.Next(10) switch
            {
                < 4 => new Transfer(child, player, TransferReason.Adjustment, Modes(player, 3)),
                < 6 => Hold(child, player),
                6 when model.Holds.Keys.Where(h => h.Item1 == player).ToArray() is { Length: > 0 } held => new PostHold(child, player, Pick(held).Item2, Amount(100)),
                < 8 when placed.Count > 0 => new PostHold(child, player, Pick([.. placed]), Amount(100), Chance(70) ? default : Amount(100)),
                8 when placed.Count > 0 => new VoidHold(child, player, Pick([.. placed])),
                9 => Flagging(child, player) with { Player = player },
                _ => new Transfer(child, player, TransferReason.Adjustment, [Leg(player)]),
            };
            if (children[i] is PlaceHold)
            {
                placed.Add(child);
            }
        }

        if (Chance(3))
        {
            children[^1] = children[^1] with { Id = ids.Command() };
        }

        return new Linked(id, player, children);
    }

    private AccountRef Across() => Chance(85)
        ? new AccountRef(OtherOperator, Pick(AccountKind.House, AccountKind.UnmatchedDeposits, AccountKind.ProviderClearing), Asset())
        : Chance(50) ? new AccountRef(ids.Player(OtherPartition), AccountKind.Cash, Asset()) : Account(players[0], Asset());

    private ReceiveAcross Reception(PlayerId player)
    {
        var sender = Chance(80) ? OtherOperator : ids.Player(OtherPartition);
        var asset = Asset();
        var from = new AccountRef(sender, sender.IsOperator ? Pick(AccountKind.House, AccountKind.UnmatchedDeposits) : AccountKind.Cash, asset);
        var send = new SendAcross(ids.Command(), sender, from, Account(player, asset), Amount(300), TransferReason.Crossing);
        var receive = ReceiveAcross.Of(send, 1, default);
        return Chance(97) ? receive : receive with { Id = ids.Command() };
    }

    private SettleAcross Settlement(PlayerId player)
    {
        var open = model.Crossings.Where(c => !c.Value.Ended).Select(c => c.Key).ToArray();
        var (scope, sent) = open.Length > 0 && Chance(85) ? Pick(open) : (player, ids.Command());
        return new SettleAcross(SettleAcross.IdOf(scope, sent), scope, sent, Chance(60), 1, default);
    }
}
