using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// Bets, held stakes and deposits of three rich players from a seed, with limits of every measure, breaks, zones and profiles, while hours and days pass. Nearly all that is
/// refused is refused by a guard or a cycle rule.
/// </summary>
internal sealed class GuardedCommands(int seed, NaiveModel model)
{
    private static readonly LimitWindow[] Windows = [LimitWindow.Rolling24h, LimitWindow.Day, LimitWindow.Week, LimitWindow.Month, LimitWindow.Session];

    private readonly Random random = new(seed);
    private readonly SeededIds ids = new(seed + 1_000_000);
    private readonly Dictionary<PlayerId, List<(SessionId Session, ChainId Chain)>> chains = [];
    private long clock = TestBook.Start;

    public IEnumerable<(Role Role, Command Command)> All(int count)
    {
        var operators = TestBook.Operator;
        var players = Enumerable.Range(0, 3).Select(_ => ids.Player()).ToArray();
        yield return (Role.Operator, new RegisterGame(ids.Command(), operators, TestBook.Dice, TestBook.Rules, true, TestBook.Euro, Cents(1), Cents(100_000), 1_000));
        yield return (Role.Operator, new RegisterProfile(ids.Command(), operators, 1, 1, TestBook.Hour, 5_000, true, null, 600_000));
        yield return (Role.Operator, new RegisterProfile(ids.Command(), operators, 2, 1, 60_000, 0, false, null, 1_200_000));
        foreach (var player in players)
        {
            chains[player] = [];
            yield return (Role.Identity, new OpenPlayer(ids.Command(), player));
            yield return (Role.Identity, new SetPlayerState(ids.Command(), player, PlayerState.Active));
            foreach (var kind in new[] { AccountKind.Cash, AccountKind.Bonus })
            {
                yield return (Role.Operator, new Transfer(ids.Command(), player, TransferReason.BonusGrant, [new Leg(TestBook.House, new(player, kind, TestBook.Euro), Cents(1_000_000))]));
            }
        }

        for (var i = 0; i < count; i++)
        {
            var player = Pick(players);
            if (chains[player].Count == 0 || random.Next(20) == 0)
            {
                foreach (var opening in Open(player))
                {
                    yield return opening;
                }
            }

            yield return Next(player);
        }
    }

    private IEnumerable<(Role, Command)> Open(PlayerId player)
    {
        // Ids are made one after the other, and nobody returns to a session that is forgotten: that has a test of its own.
        ids.UnixMs = Math.Max(ids.UnixMs + 1, clock);
        var session = chains[player].Count > 0 && random.Next(3) == 0 ? Pick([.. chains[player].TakeLast(3)]).Session : ids.Session();
        var chain = ids.Chain();
        chains[player].Add((session, chain));
        yield return (Role.Fairness, new OpenChain(ids.Command(), player, chain, session, default));
        yield return (Role.Fairness, new SetClientSeed(ids.Command(), player, chain, TestBook.Seed));
    }

    private (Role, Command) Next(PlayerId player)
    {
        var id = ids.Command();
        switch (random.Next(100))
        {
            case < 14:
                clock += random.Next(10) switch { 0 => random.Next(60) * TestBook.Hour, 1 or 2 => random.NextInt64(3 * TestBook.Hour), 3 => 10, _ => random.Next(9_000) };
                return (Role.Ledger, new Tick(id, TestBook.Operator, clock));
            case < 50:
                return (Role.Games, Round(id, player));
            case < 60:
                var stake = new Leg(new(player, Pick(AccountKind.Cash, AccountKind.Bonus), TestBook.Euro), new(TestBook.Operator, AccountKind.GameRevenue, TestBook.Euro, (uint)random.Next(2)), Cents(random.Next(1, 50)));
                return (Role.Operator, new PlaceHold(id, player, [stake], OnExpiry.None, 0));
            case < 72:
                var open = model.Holds.Where(h => h.Value.End == "").Select(h => h.Key).ToArray();
                var hold = open.Length == 0 ? (player, id) : Pick(open);
                return (Role.Operator, random.Next(2) == 0 ? new PostHold(id, hold.Item1, hold.Item2, Cents(random.Next(1, 50))) : new VoidHold(id, hold.Item1, hold.Item2));
            case < 77:
                return (Role.Wallet, new OpenDeposit(id, player, TestBook.Euro, Cents(random.Next(1, 200)), 1, clock + random.NextInt64(TestBook.Hour)));
            case < 82:
                var intents = model.Intents.Values.Where(i => i.End == "").ToArray();
                var intent = intents.Length == 0 ? new OpenDeposit(id, player, TestBook.Euro, Cents(1), 1, 0) : Pick(intents).Command;
                return (Role.Wallet, new ConfirmDeposit(id, intent.Player, intent.Id, intent.Asset, intent.Amount, 1));
            case < 92:
                return Limit(id, player);
            case < 94:
                return (Role.Identity, random.Next(2) == 0 ? new TimeOut(id, player, clock + random.Next(1_000_000)) : new Exclude(id, player, clock + random.Next(1_000_000)));
            case < 97:
                return (Role.Identity, new SetZone(id, player, "a place", 360 * random.Next(-2, 3), [new(((clock / (24 * TestBook.Hour)) + random.Next(1, 9)) * 24 * TestBook.Hour, 360 * random.Next(-2, 3))]));
            default:
                return (Role.Operator, new SetProfile(id, player, (ushort)(random.Next(3) == 0 ? 1 : 2)));
        }
    }

    private PlayRound Round(CommandId id, PlayerId player)
    {
        var (session, chain) = chains[player][Math.Max(0, chains[player].Count - random.Next(1, 4))];
        var stake = Cents(random.Next(1, 60));
        return new PlayRound(
            id, player, session, TestBook.Dice, TestBook.Rules, chain, model.Chains.TryGetValue(chain, out var known) ? known.Rounds : 0, TestBook.Seed, new byte[] { 1 }, TestBook.Euro, stake,
            (SourceOrder)random.Next(3), 1, new byte[] { 2 }, new Money(random.Next(2) * random.NextInt64(stake.Units * 3)), []);
    }

    private (Role, Command) Limit(CommandId id, PlayerId player)
    {
        var pending = model.Limits.Where(l => l.Value.Pending is not null).ToArray();
        if (pending.Length > 0 && random.Next(3) == 0)
        {
            var ((owner, name, asset), (_, change)) = Pick(pending);
            return (Role.Identity, new ConfirmLimit(id, owner, name.Measure, name.Window, asset, change!.Amount + (random.Next(5) == 0 ? 1 : 0)));
        }

        var window = Pick(Windows);
        var amount = random.Next(6) == 0 ? SetLimit.NoLimit : Cents(random.Next(40, window == LimitWindow.Month ? 4_000 : 1_500)).Units;
        return (Pick(Role.Identity, Role.Operator), random.Next(10) switch
        {
            0 => new SetLimit(id, player, LimitMeasure.StakePerRound, LimitWindow.None, TestBook.Euro, Cents(random.Next(40, 60)).Units),
            1 or 2 => new SetLimit(id, player, LimitMeasure.Deposited, window == LimitWindow.Session ? LimitWindow.Day : window, TestBook.Euro, amount),
            3 => new SetLimit(id, player, LimitMeasure.SessionTime, window, default, random.Next(2) == 0 ? SetLimit.NoLimit : random.NextInt64(20 * TestBook.Hour)),
            4 or 5 or 6 => new SetLimit(id, player, LimitMeasure.Wagered, window, TestBook.Euro, amount),
            _ => new SetLimit(id, player, LimitMeasure.NetLoss, window, TestBook.Euro, amount),
        });
    }

    private static Money Cents(long cents) => new(cents * TestBook.Cent);

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
