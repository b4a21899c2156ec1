using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Guards;

/// <summary>What a stake is to the guards. <paramref name="Session"/> is null for a held stake, which counts in each of the player's sessions.</summary>
internal readonly record struct GuardedStake(AssetId Asset, long Stake, long CashPart, SessionId? Session)
{
    /// <summary>What the same round has staked before, which counts in a stake's own limit.</summary>
    public long InRound { get; init; }

    public Counted Counted => new(Stake, CashPart, 0, 0, 0);
}

/// <summary>
/// Judges and counts stakes and deposits against a player's limits, in the same step as the debit (I8). Judged with no payout at all, so that acceptance does not depend
/// on the outcome (I7). For a player without limits each of these is one comparison.
/// </summary>
internal sealed class StakeGuards(PartitionState state, TurnoverCounting counting)
{
    /// <summary>Null when every limit allows the stake; otherwise the refusal of the lowest status by the limit that frees last, with the time when it does.</summary>
    public CommandResult? Judge(PlayerItem player, in GuardedStake stake)
    {
        if (player.Protection is not { Limits.Length: > 0 } protection)
        {
            return null;
        }

        var turnover = protection.FindTurnover(stake.Asset);
        if (turnover?.Room.Holds(stake, state.ClockUnixMs, state.GuardEpoch) == true)
        {
            return null;
        }

        var judge = new LimitJudge(protection, state.Items.Profiles.Of(player), state.ClockUnixMs, stake.Session);
        var room = new StakeRoom(long.MaxValue, long.MaxValue, long.MaxValue, RoomUntil(protection), state.GuardEpoch, stake.Session.GetValueOrDefault());
        CommandResult? refusal = null;
        foreach (var limit in protection.Limits)
        {
            var measure = limit.Name.Measure;
            var amount = measure switch
            {
                LimitMeasure.StakePerRound => checked(stake.Stake + stake.InRound),
                LimitMeasure.Wagered => stake.Stake,
                LimitMeasure.NetLoss => stake.CashPart,
                LimitMeasure.SessionTime => 1,
                _ => 0,
            };
            if (!limit.Applies || measure == LimitMeasure.Deposited || (limit.Asset != stake.Asset && measure != LimitMeasure.SessionTime))
            {
                continue;
            }

            var left = judge.Left(limit);
            room = measure switch
            {
                LimitMeasure.StakePerRound => room with { Round = Math.Min(room.Round, left) },
                LimitMeasure.Wagered => room with { Stake = Math.Min(room.Stake, left) },
                LimitMeasure.NetLoss => room with { Cash = Math.Min(room.Cash, left) },
                _ => room with { UntilUnixMs = 0 }, // Time passes without a stake.
            };
            refusal = amount > 0 && amount > left ? Strictest(refusal, judge, limit, amount) : refusal;
        }

        if (turnover is not null && stake.Session is not null)
        {
            turnover.Room = room;
        }

        return refusal;
    }

    /// <summary>As <see cref="Judge(PlayerItem, in GuardedStake)"/>, of an intent to deposit.</summary>
    public CommandResult? JudgeDeposit(PlayerItem player, AssetId asset, long amount)
    {
        if (player.Protection is not { Limits.Length: > 0 } protection)
        {
            return null;
        }

        var judge = new LimitJudge(protection, state.Items.Profiles.Of(player), state.ClockUnixMs, null);
        CommandResult? refusal = null;
        foreach (var limit in protection.Limits)
        {
            if (limit.Applies && limit.Name.Measure == LimitMeasure.Deposited && limit.Asset == asset && amount > judge.Left(limit))
            {
                refusal = Strictest(refusal, judge, limit, amount);
            }
        }

        return refusal;
    }

    /// <summary>Counts a settled round: what was staked, the cash that came back, and the time since the stake before.</summary>
    public void CountRound(PlayerItem player, in GuardedStake stake, long cashReturned)
    {
        InvariantBrokenException.Check(stake.CashPart <= stake.Stake && cashReturned >= 0, "I8", "a round would be counted with a part above its whole");
        CountStake(player, stake, stake.Counted with { CashReturned = cashReturned });
        CountPlay(player, stake.Session);
    }

    /// <summary>Whether another held stake has room in the counters.</summary>
    public static bool HasRoomToHold(PlayerItem player, in GuardedStake stake) =>
        player.Protection?.FindTurnover(stake.Asset) is not { CountsStakes: true } turnover || turnover.Held.Wagered <= long.MaxValue - stake.Stake;

    /// <summary>Reserves a held stake. False where stakes are not counted, and nothing is to be released later.</summary>
    public bool Hold(PlayerItem player, in GuardedStake stake)
    {
        CountPlay(player, null);
        if (player.Protection?.FindTurnover(stake.Asset) is not { CountsStakes: true } turnover)
        {
            return false;
        }

        state.Items.Touch(turnover);
        turnover.Held = turnover.Held.Plus(stake.Counted);
        turnover.Room = turnover.Room.Less(stake.Counted);
        return true;
    }

    /// <summary>Gives back what a held stake reserved, if it did, and counts what became of it.</summary>
    public void Resolve(PlayerItem player, in GuardedStake held, bool wasCounted, in GuardedStake posted, long cashReturned)
    {
        if (wasCounted)
        {
            var turnover = counting.Touched(player, held.Asset);
            var rest = new Counted(
                turnover.Held.Wagered - held.Stake, turnover.Held.CashStaked - held.CashPart, 0, turnover.Held.Deposited, 0);
            InvariantBrokenException.Check(rest is { Wagered: >= 0, CashStaked: >= 0 }, "I8", "the guards lack what a held stake reserved");
            turnover.Held = rest;
        }

        if (posted.Stake > 0)
        {
            CountStake(player, posted, posted.Counted with { CashReturned = cashReturned });
        }
    }

    /// <summary>A chain that opens says which session plays, so that stakes that name none are judged by it.</summary>
    public void Use(PlayerItem player, SessionId session)
    {
        if (player.Protection is { } protection)
        {
            foreach (var turnover in protection.Turnovers)
            {
                if (turnover.CountsSessions)
                {
                    counting.Use(turnover, session);
                }
            }
        }
    }

    private void CountStake(PlayerItem player, in GuardedStake stake, in Counted amounts)
    {
        if (player.Protection?.FindTurnover(stake.Asset) is not { CountsStakes: true } turnover)
        {
            return;
        }

        counting.Count(player, turnover, state.ClockUnixMs, amounts);
        if (!turnover.CountsSessions)
        {
            return;
        }

        if (stake.Session is { } session)
        {
            counting.Use(turnover, session);
            turnover.Session = turnover.Session!.Value.Played(state.ClockUnixMs, amounts);
        }
        else
        {
            turnover.Sessionless = turnover.Sessionless.Plus(amounts);
        }
    }

    private void CountPlay(PlayerItem player, SessionId? session)
    {
        if (player.Protection?.FindTurnover(default) is not { CountsStakes: true } turnover)
        {
            return;
        }

        var clock = state.ClockUnixMs;
        var since = turnover.LastPlayUnixMs == 0 ? 0 : Math.Min(clock - turnover.LastPlayUnixMs, state.Items.Profiles.Of(player).SessionIdleMs);
        counting.Count(player, turnover, turnover.LastPlayUnixMs == 0 ? clock : turnover.LastPlayUnixMs + since, new Counted(0, 0, 0, 0, since));
        turnover.LastPlayUnixMs = clock;
        if (turnover.CountsSessions)
        {
            if (session is { } own)
            {
                counting.Use(turnover, own);
            }

            turnover.Session = turnover.Session?.Played(clock, default);
        }
    }

    /// <summary>Until the next hour begins, or a calendar window ends: from then on other buckets count, and what came back may count no longer.</summary>
    private long RoomUntil(PlayerProtection protection)
    {
        var until = (RollingWindow.HourOf(state.ClockUnixMs) + 1) * RollingWindow.HourMs;
        for (var i = 0; i < CalendarWindow.Count && protection.Windows is { Run: true } windows; i++)
        {
            until = Math.Min(until, windows.At(CalendarWindow.At(i), state.ClockUnixMs).EndsUnixMs);
        }

        return until;
    }

    private static CommandResult Strictest(CommandResult? refusal, in LimitJudge judge, LimitItem limit, long amount)
    {
        var status = limit.Name.Measure switch
        {
            LimitMeasure.StakePerRound => Status.StakeLimit,
            LimitMeasure.Wagered => Status.WagerLimit,
            LimitMeasure.NetLoss => Status.LossLimit,
            LimitMeasure.Deposited => Status.DepositLimit,
            _ => Status.SessionTimeLimit,
        };
        if (refusal is not null && refusal.Status < status)
        {
            return refusal;
        }

        var frees = judge.FreesAt(limit, amount);
        var later = refusal is null || status < refusal.Status || (refusal.Detail != 0 && (frees == 0 || frees > refusal.Detail));
        return later ? new CommandResult(status) { Asset = limit.Asset, Detail = frees, Guard = limit.Name } : refusal!;
    }
}
