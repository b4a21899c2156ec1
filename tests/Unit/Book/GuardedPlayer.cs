using Croupier.Book;
using Croupier.Book.Blocks;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>One player and the guards alone, without accounts and chains: for tests with very many stakes.</summary>
internal sealed class GuardedPlayer
{
    private readonly SeededIds ids = new(1);
    private readonly PartitionState state = new(TestBook.PartitionNumber);
    private readonly BlockDraft draft;
    private readonly TurnoverCounting counting;
    private readonly StakeGuards guards;
    private readonly LimitDecision limits;

    public GuardedPlayer(long clock)
    {
        draft = state.Begin(1);
        Player = PlayerItem.Opened(ids.Player());
        state.Items.Add(Player);
        counting = new TurnoverCounting(state);
        guards = new StakeGuards(state, counting);
        limits = new LimitDecision(state, counting);
        ClockTo(clock);
    }

    public PlayerItem Player { get; }

    public long Clock => state.ClockUnixMs;

    public TurnoverBucket[] Buckets => Player.Protection?.FindTurnover(TestBook.Euro)?.History?.Buckets.All.ToArray() ?? [];

    public void ClockTo(long unixMs) => state.Root.MoveClock(Math.Max(unixMs, Clock));

    public void Limit(LimitMeasure measure, LimitWindow window, long amount, AssetId? asset = null) => Assert.Equal(
        Status.Accepted,
        limits.Set(new Caller(Role.Operator, 1), new SetLimit(ids.Command(), Player.Id, measure, window, asset ?? TestBook.Euro, amount), Player).Status);

    public void Zone(int offsetMinutes, params ZoneTransition[] transitions)
    {
        var command = new SetZone(ids.Command(), Player.Id, "a place", offsetMinutes, transitions);
        Assert.True(command.IsWellFormed);
        Assert.Equal(Status.Accepted, new PlayerDecision(state).SetZone(command, Player));
    }

    public void Profile(long idleMs)
    {
        var number = (ushort)(Player.Profile + 1);
        new RegistryDecision(state).Register(new RegisterProfile(ids.Command(), TestBook.Operator, number, 1, 0, 0, false, null, idleMs));
        Player.Profile = number;
    }

    public CommandResult? Judge(long stake, SessionId session = default) => guards.Judge(Player, new GuardedStake(TestBook.Euro, stake, stake, session));

    /// <summary>Stakes and settles if the guards let it: null, or the refusal.</summary>
    public CommandResult? Stake(long stake, long back = 0, SessionId session = default)
    {
        var refusal = Judge(stake, session);
        if (refusal is null)
        {
            guards.CountRound(Player, new GuardedStake(TestBook.Euro, stake, stake, session), back);
        }

        return refusal;
    }

    /// <summary>What has been decided so far is taken back and nothing of it may be left.</summary>
    public int RollBack()
    {
        state.RollBack(draft);
        return state.Items.Count;
    }
}
