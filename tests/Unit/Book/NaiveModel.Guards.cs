using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Limits, breaks, profiles and cycles: every bet that counts is kept for ever, and each question is answered by going through all of them.</summary>
internal sealed partial class NaiveModel
{
    public sealed record PendingChange(long Amount, long From);

    /// <summary>Something that counts: stake, cash of it, cash back, deposit, time.</summary>
    private sealed record Happened(long At, SessionId? Session, Int128 Stake, Int128 Cash, Int128 Back, Int128 Deposit, long Played);

    private sealed class Turnover
    {
        public List<Happened> All { get; private init; } = [];

        public bool Stakes { get; set; }

        public bool Sessions => SessionsFrom is not null;

        /// <summary>How many happenings there were when sessions began to count.</summary>
        public int? SessionsFrom { get; set; }

        /// <summary>Sessions in which something was played or a chain opened, with the number of happenings before.</summary>
        public Dictionary<SessionId, int> Known { get; private init; } = [];

        public Dictionary<SessionId, long> FirstPlays { get; private init; } = [];

        public SessionId? Latest { get; set; }

        public long LastPlay { get; set; }

        public Turnover Copy() => new()
        {
            All = [.. All], Stakes = Stakes, SessionsFrom = SessionsFrom, Known = Known.ToDictionary(), FirstPlays = FirstPlays.ToDictionary(), Latest = Latest, LastPlay = LastPlay,
        };
    }

    private static readonly LimitWindow[] CalendarWindows = [LimitWindow.Day, LimitWindow.Week, LimitWindow.Month];

    private readonly Dictionary<(PlayerId, AssetId), Turnover> turnovers = [];
    private readonly Dictionary<PlayerId, SetZone> zones = [];
    private readonly Dictionary<(PlayerId, LimitWindow), (long From, long To)> windows = [];
    private readonly Dictionary<(PlayerId, string), long> cycleStarts = [];
    private readonly List<long> ticks = [];

    public Dictionary<(PlayerId Player, GuardName Name, AssetId Asset), (long Amount, PendingChange? Pending)> Limits { get; } = [];

    public Dictionary<ushort, RegisterProfile> Profiles { get; } = [];

    public Dictionary<PlayerId, ushort> ProfileOf { get; } = [];

    public Dictionary<PlayerId, long> TimeOuts { get; } = [];

    public Dictionary<PlayerId, long> Exclusions { get; } = [];

    /// <summary>What linked commands may change.</summary>
    private Action RememberGuards()
    {
        var copies = turnovers.ToDictionary(t => t.Key, t => t.Value.Copy());
        var (open, starts) = (windows.ToDictionary(), cycleStarts.ToDictionary());
        return () =>
        {
            PutBack(turnovers, copies);
            PutBack(windows, open);
            PutBack(cycleStarts, starts);
        };
    }

    private static GuardName NameOf(Role role, LimitMeasure measure, LimitWindow window) =>
        new(role == Role.Operator ? LimitSource.Operator : LimitSource.Player, measure, window);

    private void PlayRefusals(PlayerId player, PlayerState playerState, bool withdraws, Action<bool, Status> refuse)
    {
        refuse(playerState == PlayerState.Unverified, Status.PlayerUnverified);
        refuse(playerState == PlayerState.Suspended, Status.PlayerSuspended);
        refuse(playerState == PlayerState.Excluded && !withdraws, Status.PlayerExcluded);
        refuse(playerState == PlayerState.Closed && !withdraws, Status.PlayerClosed);
        refuse(Exclusions.GetValueOrDefault(player) > Clock && !withdraws, Status.PlayerExcluded);
        refuse(TimeOuts.GetValueOrDefault(player) > Clock && !withdraws, Status.PlayerInTimeOut);
    }

    private void LimitRefusals(Role role, Command command, Action<bool, Status> refuse)
    {
        switch (command)
        {
            case SetLimit set:
                AssetRefusals(set.Measure, set.Asset, set.Limit, refuse);
                break;
            case ConfirmLimit confirm:
                AssetRefusals(confirm.Measure, confirm.Asset, confirm.Limit, refuse);
                Limits.TryGetValue((confirm.Player, NameOf(Role.Identity, confirm.Measure, confirm.Window), confirm.Asset), out var limit);
                refuse(limit.Pending?.Amount != confirm.Limit, Status.NoPendingChange);
                refuse(limit.Pending?.From > Clock, Status.ChangeTooSoon);
                break;
            case TimeOut pause:
                refuse(pause.UntilUnixMs <= Clock || pause.UntilUnixMs < TimeOuts.GetValueOrDefault(pause.Player), Status.ExclusionShortened);
                break;
            case Exclude exclude:
                refuse(exclude.UntilUnixMs <= Clock || exclude.UntilUnixMs < Exclusions.GetValueOrDefault(exclude.Player), Status.ExclusionShortened);
                break;
            case SetProfile set:
                refuse(!Profiles.ContainsKey(set.Profile), Status.UnknownProfile);
                refuse(role != Role.Operator && ProfileOf.TryGetValue(set.Player, out var profile) && profile != set.Profile, Status.ProfileMismatch);
                break;
            case RegisterProfile register:
                refuse(Profiles.TryGetValue(register.Profile, out var known) && known.Version >= register.Version, Status.ProfileMismatch);
                break;
        }
    }

    private static void AssetRefusals(LimitMeasure measure, AssetId asset, long limit, Action<bool, Status> refuse)
    {
        refuse(measure != LimitMeasure.SessionTime && Assets.Find(asset) is null, Status.UnknownAsset);
        refuse(limit > Money.MaxAmount.Units, Status.AmountTooLarge);
    }

    private void LimitEffect(Role role, Command command)
    {
        switch (command)
        {
            case SetLimit set:
                Set(role, set);
                break;
            case ConfirmLimit confirm:
                Limits[(confirm.Player, NameOf(Role.Identity, confirm.Measure, confirm.Window), confirm.Asset)] = (confirm.Limit, null);
                break;
            case TimeOut pause:
                TimeOuts[pause.Player] = pause.UntilUnixMs;
                break;
            case Exclude exclude:
                Exclusions[exclude.Player] = exclude.UntilUnixMs;
                break;
            case SetZone zone:
                zones[zone.Player] = zone;
                break;
            case SetProfile set:
                ProfileOf[set.Player] = set.Profile;
                break;
            case RegisterProfile register:
                Profiles[register.Profile] = register;
                break;
        }
    }

    private void Set(Role role, SetLimit set)
    {
        var key = (set.Player, NameOf(role, set.Measure, set.Window), set.Asset);
        var known = Limits.TryGetValue(key, out var limit);
        var loosens = known && limit.Amount >= 0 && (set.Limit < 0 || set.Limit > limit.Amount);
        if (loosens && role != Role.Operator)
        {
            var delay = ProfileOf.TryGetValue(set.Player, out var profile) ? Profiles[profile].LoosenDelayMs : 24 * TestBook.Hour;
            Limits[key] = (limit.Amount, new PendingChange(set.Limit, Clock + delay));
            return;
        }

        Limits[key] = (set.Limit, null);
        if (known || set.Measure == LimitMeasure.StakePerRound)
        {
            return;
        }

        var turnover = TurnoverOf(set.Player, set.Asset);
        turnover.Stakes |= set.Measure != LimitMeasure.Deposited;
        turnover.SessionsFrom ??= set.Window == LimitWindow.Session ? turnover.All.Count : null;
        if (CalendarWindows.Contains(set.Window) && !windows.ContainsKey((set.Player, LimitWindow.Day)))
        {
            foreach (var window in CalendarWindows)
            {
                windows[(set.Player, window)] = WindowAt(set.Player, window);
            }
        }
    }

    private Turnover TurnoverOf(PlayerId player, AssetId asset)
    {
        if (!turnovers.TryGetValue((player, asset), out var turnover))
        {
            turnovers.Add((player, asset), turnover = new Turnover());
        }

        return turnover;
    }

    private void StakeRefusals(PlayerId player, AssetId asset, Int128 stake, Int128 cash, SessionId? session, Action<bool, Status> refuse, Int128 inRound = default)
    {
        foreach (var ((_, name, of), (amount, _)) in Limits.Where(l => l.Key.Player == player && l.Value.Amount >= 0))
        {
            var time = name.Measure == LimitMeasure.SessionTime;
            if ((of != asset && !time) || name.Measure == LimitMeasure.Deposited || (name.Measure == LimitMeasure.NetLoss && cash == 0))
            {
                continue;
            }

            var (status, adds) = name.Measure switch
            {
                LimitMeasure.StakePerRound => (Status.StakeLimit, stake + inRound),
                LimitMeasure.Wagered => (Status.WagerLimit, stake),
                LimitMeasure.NetLoss => (Status.LossLimit, cash),
                _ => (Status.SessionTimeLimit, (Int128)1),
            };
            refuse(Used(player, name, of, session) + adds > amount, status);
        }
    }

    private void DepositRefusals(PlayerId player, AssetId asset, Int128 deposit, Action<bool, Status> refuse)
    {
        foreach (var ((_, name, _), (amount, _)) in Limits.Where(l => l.Key.Player == player && l.Key.Asset == asset && l.Value.Amount >= 0 && l.Key.Name.Measure == LimitMeasure.Deposited))
        {
            refuse(Used(player, name, asset, null) + deposit > amount, Status.DepositLimit);
        }
    }

    private Int128 Used(PlayerId player, GuardName name, AssetId asset, SessionId? session)
    {
        if (name.Measure == LimitMeasure.StakePerRound)
        {
            return 0;
        }

        var turnover = TurnoverOf(player, asset);
        var time = name.Measure == LimitMeasure.SessionTime;
        var gap = turnover.LastPlay == 0 ? 0 : Math.Min(Clock - turnover.LastPlay, IdleOf(player));
        var happened = turnover.All.Append(new Happened(turnover.LastPlay + gap, null, 0, 0, 0, 0, gap));
        if (name.Window == LimitWindow.Session)
        {
            var playing = session ?? turnover.Latest;
            if (time)
            {
                return playing is { } own && turnover.FirstPlays.TryGetValue(own, out var first) ? Clock - first : 0;
            }

            var from = playing is { } known ? turnover.Known.GetValueOrDefault(known, turnover.All.Count) : turnover.SessionsFrom ?? 0;
            happened = turnover.All.Where((h, i) => h.Session is null ? i >= from : h.Session == playing);
        }

        var hour = Clock / TestBook.Hour;
        var opened = CalendarWindows.Contains(name.Window) ? WindowAt(player, name.Window).From : 0;
        bool Out(Happened h) => name.Window == LimitWindow.Session || (opened != 0 ? h.At >= opened : h.At / TestBook.Hour > hour - 25);
        bool Back(Happened h) => name.Window == LimitWindow.Session || (opened != 0 ? h.At >= opened : h.At / TestBook.Hour > hour - 24);
        var used = happened.Aggregate((Int128)0, (sum, h) => sum + name.Measure switch
        {
            LimitMeasure.Wagered => Out(h) ? h.Stake : 0,
            LimitMeasure.NetLoss => (Out(h) ? h.Cash : 0) - (Back(h) ? h.Back : 0),
            LimitMeasure.Deposited => Out(h) ? h.Deposit : 0,
            _ => Out(h) ? h.Played : 0,
        });
        foreach (var hold in Holds.Values.Where(h => h.End == "" && h.Counted && h.Parts[0].Account.Owner == player && h.Parts[0].Account.Asset == asset))
        {
            used += name.Measure switch { LimitMeasure.Wagered => hold.Total, LimitMeasure.NetLoss => hold.Cash, _ => 0 };
        }

        foreach (var round in Rounds.Where(r => r.Key.Player == player && r.Value is { IsOpen: true, Counted: true } && r.Value.Bet.Asset == asset).Select(r => r.Value))
        {
            used += name.Measure switch { LimitMeasure.Wagered => round.Stake, LimitMeasure.NetLoss => round.Cash, _ => 0 };
        }

        if (name.Measure == LimitMeasure.Deposited)
        {
            used += Intents.Values.Where(i => i.End == "" && i.Command.Player == player && i.Command.Asset == asset).Sum(i => i.Command.Amount.Units);
        }

        return used;
    }

    private long IdleOf(PlayerId player) => ProfileOf.TryGetValue(player, out var profile) ? Profiles[profile].SessionIdleMs : 30 * 60_000;

    private void CountStake(PlayerId player, AssetId asset, Int128 stake, Int128 cash, Int128 back, SessionId? session)
    {
        var turnover = TurnoverOf(player, asset);
        if (turnover.Stakes)
        {
            Count(player, turnover, new Happened(Clock, turnover.Sessions ? session : null, stake, cash, back, 0, 0), session);
        }
    }

    private void CountPlay(PlayerId player, SessionId? session)
    {
        var turnover = TurnoverOf(player, default);
        if (!turnover.Stakes)
        {
            return;
        }

        var gap = turnover.LastPlay == 0 ? 0 : Math.Min(Clock - turnover.LastPlay, IdleOf(player));
        Count(player, turnover, new Happened(turnover.LastPlay == 0 ? Clock : turnover.LastPlay + gap, session, 0, 0, 0, 0, gap), session);
        turnover.LastPlay = Clock;
        if (turnover.Latest is { } latest)
        {
            turnover.FirstPlays.TryAdd(latest, Clock);
        }
    }

    private void CountDeposit(PlayerId player, AssetId asset, Int128 amount) =>
        Count(player, TurnoverOf(player, asset), new Happened(Clock, null, 0, 0, 0, amount, 0), null);

    private void Count(PlayerId player, Turnover turnover, Happened happened, SessionId? session)
    {
        if (windows.ContainsKey((player, LimitWindow.Day)))
        {
            foreach (var window in CalendarWindows)
            {
                windows[(player, window)] = WindowAt(player, window);
            }
        }

        if (session is { } own && turnover.Sessions)
        {
            UseSession(turnover, own);
        }

        turnover.All.Add(happened);
    }

    private void UseSession(PlayerId player, SessionId session)
    {
        foreach (var turnover in turnovers.Where(t => t.Key.Item1 == player && t.Value.Sessions).Select(t => t.Value))
        {
            UseSession(turnover, session);
        }
    }

    private static void UseSession(Turnover turnover, SessionId session)
    {
        turnover.Known.TryAdd(session, turnover.All.Count);
        turnover.Latest = session;
    }
}
