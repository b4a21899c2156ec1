using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Audit;

/// <summary>
/// One block: 1. what it says of the registry is noted, 2. the seeds of its chains are had, 3. its settled rounds are derived again, 4. what does not derive is an alert,
/// and its game is disabled before the next block. Any of it may be done again.
/// </summary>
internal sealed class BlockAudit(AuditOptions options, IAuditSeeds port, AuditStore store, GameDisabling disabling, AuditSeeds seeds, TimeProvider clock, AuditMetrics metrics, ILogger log)
{
    private readonly Dictionary<ChainId, long> missingSince = [];

    /// <summary>Throws <see cref="LedgerUnavailableException"/> while a seed can't be had.</summary>
    public async Task CheckAsync(Block block, CancellationToken cancellation)
    {
        foreach (var entry in block.Entries.Where(entry => entry.Result.IsAccepted && entry.Command is RegisterGame))
        {
            await store.NoteAsync((RegisterGame)entry.Command, cancellation); // 1
        }

        var settled = Settled(block);
        await FetchAsync(settled, cancellation); // 2
        var alerts = Check(block, settled); // 3
        foreach (var alert in alerts) // 4
        {
            await store.RaiseAsync(alert, cancellation);
            metrics.Alerted(alert.Finding);
            log.LogCritical(
                "Round {Nonce} of chain {Chain} ({Game}, block {Block}, entry {Entry} of partition {Partition}) does not derive as it was settled: {Finding}",
                alert.Round.Nonce, alert.Round.Chain, alert.Round.Game, alert.Block, alert.Entry, alert.Partition, alert.Finding);
        }

        foreach (var (game, rulesHash) in alerts.Select(alert => (alert.Round.Game, alert.Round.RulesHash)).Distinct())
        {
            await disabling.DisableAsync(game, rulesHash, cancellation);
        }

        Forget(block);
        metrics.Checked(settled.Count, NowUnixMs() - block.Header.ClockUnixMs);
    }

    private static List<(int Entry, PlayRound Round)> Settled(Block block)
    {
        var settled = new List<(int, PlayRound)>();
        for (var i = 0; i < block.Entries.Count; i++)
        {
            if (block.Entries[i] is { Command: PlayRound round, Result.IsAccepted: true })
            {
                settled.Add((i, round));
            }
        }

        return settled;
    }

    private async Task FetchAsync(List<(int Entry, PlayRound Round)> settled, CancellationToken cancellation)
    {
        var wanted = settled.Select(one => (one.Round.Player, one.Round.Chain)).Where(one => !seeds.Has(one.Chain)).Distinct();
        foreach (var some in wanted.Chunk(options.SeedsAtOnce))
        {
            var answers = await Task.WhenAll(some.Select(one => port.SeedsOfAsync(one.Player, one.Chain, cancellation)));
            for (var i = 0; i < some.Length; i++)
            {
                Take(some[i].Chain, answers[i].Status, answers[i].Seeds);
            }
        }
    }

    // A chain that fairness does not know yet may be only ahead of its follower. One whose seed it can't give now is waited for: a round is never passed over unseen.
    private void Take(ChainId chain, Status status, ActiveSeeds? found)
    {
        if (found is not null)
        {
            missingSince.Remove(chain);
            seeds.Add(chain, found);
            return;
        }

        missingSince.TryAdd(chain, clock.GetTimestamp());
        if (status == Status.Unavailable || clock.GetElapsedTime(missingSince[chain]) < options.SeedWithin)
        {
            throw new LedgerUnavailableException(Status.Unavailable, $"the seed of chain {chain} can't be had now: {status}");
        }
    }

    private List<AuditAlert> Check(Block block, List<(int Entry, PlayRound Round)> settled)
    {
        var alerts = new List<AuditAlert>();
        foreach (var (entry, round) in settled)
        {
            var finding = seeds.Has(round.Chain) ? RoundCheck.Of(round, seeds.Of(round.Chain)) : RoundFinding.NoSeed;
            if (finding != RoundFinding.None)
            {
                alerts.Add(new AuditAlert(block.Header.Partition, block.Header.Sequence, entry, finding, round, NowUnixMs()));
            }
        }

        return alerts;
    }

    private void Forget(Block block)
    {
        foreach (var entry in block.Entries)
        {
            if (entry is { Command: CloseChain close, Result.IsAccepted: true })
            {
                seeds.Remove(close.Chain);
                missingSince.Remove(close.Chain);
            }
        }

        seeds.Trim();
    }

    private long NowUnixMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
