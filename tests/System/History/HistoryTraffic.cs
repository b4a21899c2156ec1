using Croupier.Kernel.Commands;
using Croupier.Tests.System.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.History;

/// <summary>Random movements of a few players: gifts and takes, some of which are refused, holds that are posted in part, voided, left to expire, and chains of them.</summary>
internal sealed class HistoryTraffic(LedgerTraffic traffic, int seed)
{
    private static readonly PlayerId House = PlayerId.Operator(0);

    private readonly Random random = new(seed);
    private readonly List<PlayerId> players = [];
    private readonly List<(PlayerId Player, CommandId Id)> holds = [];

    public IReadOnlyList<PlayerId> Players => players;

    public static AccountRef CashOf(PlayerId player) => new(player, AccountKind.Cash, Euro);

    public static AccountRef HouseAccount => new(House, AccountKind.House, Euro);

    public async Task BeginAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            players.Add(await traffic.OpenPlayerAsync());
            Expect(Status.Accepted, await traffic.SubmitAsync(Gift(players[^1], 10_000)));
        }
    }

    /// <summary>Some at once, so that they share blocks, and then the next.</summary>
    public async Task RunAsync(int commands)
    {
        for (var done = 0; done < commands;)
        {
            var some = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Next()).ToList();
            done += some.Count;
            await Task.WhenAll(some.Select(traffic.SubmitStubbornlyAsync));
        }
    }

    private Command Next()
    {
        var player = players[random.Next(players.Count)];
        switch (random.Next(8))
        {
            case 0 or 1:
                return Gift(player, random.Next(1, 500));
            case 2:
                return Take(player, random.Next(1, 6_000));
            case 3 or 4:
                var hold = Hold(player, NewId());
                holds.Add((player, hold.Id));
                return hold;
            case 5 when holds.Count > 0:
                var posted = holds[random.Next(holds.Count)];
                return new PostHold(NewId(), posted.Player, posted.Id, Cents(random.Next(1, 100)));
            case 6 when holds.Count > 0:
                var voided = holds[random.Next(holds.Count)];
                return new VoidHold(NewId(), voided.Player, voided.Id);
            default:
                return Chain(player);
        }
    }

    private Linked Chain(PlayerId player)
    {
        var id = NewId();
        var held = id.Derive(player, 0);
        holds.Add((player, held));
        return new Linked(id, player, [Hold(player, held), Take(player, random.Next(1, 8_000), id.Derive(player, 1)), new PostHold(id.Derive(player, 2), player, held, Cents(50))]);
    }

    private PlaceHold Hold(PlayerId player, CommandId id)
    {
        var end = (OnExpiry)random.Next(3);
        var soon = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + random.Next(300, 900);
        return new PlaceHold(id, player, new Leg(CashOf(player), HouseAccount, Cents(random.Next(100, 300))), end, end == OnExpiry.None ? 0 : soon);
    }
}
