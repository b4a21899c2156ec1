using System.Diagnostics;
using Croupier.Tests.System.Gateway;

namespace Croupier.Tests.System.Chaos;

/// <summary>
/// Lanes that each have one bet under way and begin another at every turn of their pace: so many a second are offered whatever becomes of them. What is refused for now is
/// asked again when the refusal said, and remembered.
/// </summary>
internal sealed class SteadyLoad(IReadOnlyList<Bettor> lanes, TimeSpan pace)
{
    private readonly List<uint> refusals = [];
    private List<Task> playing = [];
    private int unknown;
    private long settled;

    public long Settled => Interlocked.Read(ref settled);

    /// <summary>Bets whose fate the platform could not say at that time.</summary>
    public int Unknown => Volatile.Read(ref unknown);

    /// <summary>When to come again, in milliseconds, as each refusal said.</summary>
    public IReadOnlyList<uint> Refusals
    {
        get
        {
            lock (refusals)
            {
                return [.. refusals];
            }
        }
    }

    public void Begin(CancellationToken enough) =>
        playing = [.. lanes.Select((lane, number) => PlayAsync(lane, pace * (number + 1) / lanes.Count, enough))];

    /// <summary>Until every lane has had the answer to its last bet.</summary>
    public Task EndAsync() => Task.WhenAll(playing);

    public async Task SettleAsync(long more)
    {
        var wanted = Settled + more;
        await Until.TrueAsync(() => Settled >= wanted || playing.Exists(p => p.IsFaulted), $"{more} more bets settle");
        await Task.WhenAll(playing.Where(p => p.IsFaulted));
    }

    /// <summary>Until a whole turn of all lanes has had no refusal. How long that took.</summary>
    public async Task<TimeSpan> RecoverAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await Until.TrueAsync(
            async () =>
            {
                var refused = Refusals.Count;
                await SettleAsync(lanes.Count);
                return Refusals.Count == refused;
            },
            "bets are let in again");
        return Stopwatch.GetElapsedTime(began);
    }

    private async Task PlayAsync(Bettor lane, TimeSpan first, CancellationToken enough)
    {
        await Until.OverAsync(first, CancellationToken.None);
        using var turns = new PeriodicTimer(pace);
        while (!enough.IsCancellationRequested)
        {
            lane.Take(await SettleAsync(lane));
            Interlocked.Increment(ref settled);
            await turns.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task<Wire.Player.RoundResult> SettleAsync(Bettor lane)
    {
        var bet = lane.Next();
        while (true)
        {
            var answer = await lane.AskAsync(bet);
            if (answer.Refusal is not { } refusal)
            {
                return answer.Round;
            }

            if ((Status)refusal.Status == Status.Unavailable)
            {
                Interlocked.Increment(ref unknown);
            }
            else
            {
                Assert.Equal(Status.Busy, (Status)refusal.Status);
                lock (refusals)
                {
                    refusals.Add(refusal.RetryAfterMs);
                }
            }

            await Until.OverAsync(TimeSpan.FromMilliseconds(refusal.RetryAfterMs));
        }
    }
}
