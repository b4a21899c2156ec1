namespace Croupier.Platform.Ledger.Client;

/// <summary>
/// The commands of one partition that this producer waits for, in the order in which they went to the log; who is late, what was lost, and what is appended once more.
/// <para>
/// A repetition is harmless (the id takes effect once) and not free: a ledger that is behind would be further behind. The log answers in its own order, and that tells
/// late from lost:
/// </para>
/// <list type="number">
/// <item>An answer to a command says that all results before it are over. What stood before it and has none was lost, and is appended again at once; what is lost again after
/// 250 ms, then after twice as long each time, up to 8 s.</item>
/// <item>When nothing is heard for a second, one command is appended again and no more: the oldest of those that were tried least. The pause doubles to 8 s, give or take a
/// fifth, and begins anew with every answer. So a ledger that is away for a minute finds some ten more commands a partition, however many wait. The same is done at once
/// when results are said to have been missed.</item>
/// <item>The answer to a command that had been tried again may be that of its first copy, which says nothing of what stood between the two. So what stood before the newest
/// copy is expected for another 250 ms of silence, and then counts as lost as in 1.</item>
/// <item>Never is a command appended again whose copy has not reached the log; so nothing is repeated while the log takes nothing. At most 1,000 a second are repeated.</item>
/// </list>
/// The log's age counts from the oldest command that is waited for. One whose result was lost counts from its repetition, so that a lost result shuts no door for long.
/// </summary>
internal sealed class PartitionLine(LedgerClientOptions options, TimeProvider clock, Func<double> random, Func<WaitingCommand, bool> append)
{
    /// <summary>Between two tries that missed results ask for: a line that breaks off again and again asks no more often.</summary>
    private static readonly TimeSpan LeastTryPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly PriorityQueue<WaitingCommand, long> lost = new();
    private readonly BetDoor door = new(options, clock);
    private WaitingCommand? oldest;
    private WaitingCommand? newest;
    private long copies;
    private long perhapsPassed;
    private long heardAt = clock.GetTimestamp();
    private long triedAt = clock.GetTimestamp();
    private TimeSpan pause = options.RepeatAfter;
    private bool missed;
    private double repeatsLeft = options.MaxRepeatsPerSecond;
    private long repeatsCountedAt = clock.GetTimestamp();

    /// <summary>Commands repeated because they were lost, and to find out.</summary>
    public (long Lost, long Tries) Repeated { get; private set; }

    public TimeSpan Age
    {
        get
        {
            lock (gate)
            {
                return AgeNow();
            }
        }
    }

    /// <summary>Null when a new bet may go in; otherwise after how long it is worth asking again.</summary>
    public TimeSpan? RefusesBet()
    {
        lock (gate)
        {
            return door.Refuses(AgeNow());
        }
    }

    /// <summary>False when there is no room on the way to the log.</summary>
    public bool TryAdd(WaitingCommand one)
    {
        lock (gate)
        {
            return TryPlace(one);
        }
    }

    /// <summary>The log has taken these.</summary>
    public void Appended(IReadOnlyList<WaitingCommand> batch)
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            foreach (var one in batch)
            {
                (one.Place.IsUnderWay, one.Place.AppendedAt) = (false, now);
            }
        }
    }

    /// <summary>Its result has come.</summary>
    public void Answered(WaitingCommand one)
    {
        lock (gate)
        {
            var place = one.Place;
            if (!place.IsExpected)
            {
                return;
            }

            heardAt = clock.GetTimestamp();
            pause = options.RepeatAfter;
            door.Answered(clock.GetElapsedTime(place.Since, heardAt));
            Remove(one);
            TakeLost(place.First); // 1.
            if (place.Tries > 0 && !place.IsUnderWay)
            {
                perhapsPassed = Math.Max(perhapsPassed, place.Last);
            }
        }
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Left(WaitingCommand one)
    {
        lock (gate)
        {
            if (one.Place.IsExpected)
            {
                Remove(one);
            }
        }
    }

    public void MayHaveMissed()
    {
        lock (gate)
        {
            missed = true;
            pause = options.RepeatAfter;
        }
    }

    /// <summary>Sends to the log what has to be there once more. Called often.</summary>
    public void Repeat()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            repeatsLeft = Math.Min(options.MaxRepeatsPerSecond, repeatsLeft + (clock.GetElapsedTime(repeatsCountedAt, now).TotalSeconds * options.MaxRepeatsPerSecond));
            repeatsCountedAt = now;
            if (clock.GetElapsedTime(heardAt, now) >= options.LostAfter)
            {
                TakeLost(perhapsPassed); // 3.
            }

            while (repeatsLeft >= 1 && lost.TryPeek(out var one, out var dueAt) && dueAt <= now) // 4.
            {
                if (one.IsWaitedFor && !one.Result.IsCompleted)
                {
                    if (!TryPlace(one))
                    {
                        return;
                    }

                    repeatsLeft--;
                    Repeated = Repeated with { Lost = Repeated.Lost + 1 };
                }

                lost.Dequeue();
            }

            TryOne(now); // 2.
        }
    }

    private TimeSpan AgeNow() => oldest is null ? TimeSpan.Zero : clock.GetElapsedTime(oldest.Place.Since);

    private void TryOne(long now)
    {
        var wait = missed ? LeastTryPause : pause;
        var before = missed ? triedAt : Math.Max(triedAt, heardAt);
        if (repeatsLeft < 1 || oldest is null || clock.GetElapsedTime(before, now) < wait)
        {
            missed = missed && oldest is not null;
            return;
        }

        if (LeastTried() is not { } one || (!missed && clock.GetElapsedTime(one.Place.AppendedAt, now) < wait) || !append(one))
        {
            return;
        }

        var place = one.Place;
        (place.Last, place.IsUnderWay, place.Tries) = (++copies, true, place.Tries + 1);
        triedAt = now;
        pause = Jittered(missed ? options.RepeatAfter : pause * 2);
        missed = false;
        repeatsLeft--;
        Repeated = Repeated with { Tries = Repeated.Tries + 1 };
    }

    private TimeSpan Jittered(TimeSpan around) => (around < options.LongestRepeatPause ? around : options.LongestRepeatPause) * (0.8 + (0.4 * random()));

    // The oldest of those that were tried least: one that is never answered, whatever is wrong with it, must not keep the others from being asked after.
    private WaitingCommand? LeastTried()
    {
        WaitingCommand? least = null;
        for (var one = oldest; one is not null && least?.Place.Tries != 0; one = one.Place.After)
        {
            if (!one.Place.IsUnderWay && (least is null || one.Place.Tries < least.Place.Tries))
            {
                least = one;
            }
        }

        return least;
    }

    // All whose newest copy stood before this one. The line is in the order of first copies.
    private void TakeLost(long before)
    {
        for (var one = oldest; one is not null && one.Place.First < before;)
        {
            var next = one.Place.After;
            if (one.Place.Last < before && !one.Place.IsUnderWay)
            {
                Remove(one);
                lost.Enqueue(one, DueAt(one.Place.Losses++));
            }

            one = next;
        }
    }

    private long DueAt(int lossesBefore)
    {
        var now = clock.GetTimestamp();
        return lossesBefore == 0 ? now : now + (long)(Jittered(options.LostAfter * (1L << Math.Min(lossesBefore - 1, 16))).TotalSeconds * clock.TimestampFrequency);
    }

    private bool TryPlace(WaitingCommand one)
    {
        if (!append(one))
        {
            return false;
        }

        var place = one.Place;
        place.First = place.Last = ++copies;
        (place.IsExpected, place.IsUnderWay, place.Since, place.Tries) = (true, true, clock.GetTimestamp(), 0);
        (place.Before, place.After) = (newest, null);
        if (newest is null)
        {
            oldest = one;
        }
        else
        {
            newest.Place.After = one;
        }

        newest = one;
        return true;
    }

    private void Remove(WaitingCommand one)
    {
        var place = one.Place;
        if (place.Before is null)
        {
            oldest = place.After;
        }
        else
        {
            place.Before.Place.After = place.After;
        }

        if (place.After is null)
        {
            newest = place.Before;
        }
        else
        {
            place.After.Place.Before = place.Before;
        }

        (place.Before, place.After, place.IsExpected) = (null, null, false);
    }
}
