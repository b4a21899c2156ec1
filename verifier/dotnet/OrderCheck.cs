namespace Croupier.Verifier;

/// <summary>The order of a chain's steps in the blocks, its nonces, and its length.</summary>
internal static class OrderCheck
{
    private const long MaxRounds = 10_000;
    private const long LifetimeMs = 24 * 3_600_000L;
    private const long ClockGrainMs = 60_000;

    /// <param name="chain">The chain.</param>
    /// <param name="ids">Of all chains before it.</param>
    /// <param name="findings">Where differences go.</param>
    public static void Of(ExportedChain chain, HashSet<Guid> ids, Findings findings)
    {
        var name = $"chain {chain.Chain}";
        var played = chain.Rounds.Where(round => round.Status == 0).ToList();
        CheckSteps(chain, played, name, findings);
        CheckNonces(played, name, findings);
        CheckRounds(chain, ids, name, findings);
        CheckEnd(chain, played, name, findings);
    }

    private static void CheckSteps(ExportedChain chain, List<ExportedRound> played, string name, Findings findings)
    {
        findings.Expect((chain.ClientSeed is null) == (chain.Seeded is null), $"{name}: the client seed and its place do not belong together");
        findings.Expect(chain.ClientSeed is not null || played.Count == 0, $"{name}: there are rounds, and no client seed");
        if (chain.Opened is not { } opened)
        {
            findings.NotCheckable($"{name}: the place of its commitment is not in the export");
            return;
        }

        if (chain.Seeded is { } seeded)
        {
            findings.Expect(opened.Block < seeded.Block, $"{name}: the client seed (block {seeded.Block}) does not come after the block of the commitment ({opened.Block})");
            findings.Expect(opened.UnixMs <= seeded.UnixMs, $"{name}: time goes back from the commitment to the client seed");
            findings.Expect(opened.Partition == seeded.Partition, $"{name}: commitment and client seed are of two partitions");
            findings.Expect(played.Count == 0 || seeded.Block < played[0].Block, $"{name}: the first round does not come after the block of the client seed");
            findings.Expect(played.Count == 0 || seeded.UnixMs <= played[0].UnixMs, $"{name}: time goes back from the client seed to the first round");
        }

        if (chain.Closed is { } closed)
        {
            var (block, entry, unixMs) = played.Count > 0 ? (played[^1].Block, played[^1].Entry, played[^1].UnixMs) : (opened.Block, opened.Entry, opened.UnixMs);
            findings.Expect((block, entry).CompareTo((closed.Block, closed.Entry)) < 0, $"{name}: the closing does not come after the last round");
            findings.Expect(chain.Seeded is null || chain.Seeded.Block < closed.Block, $"{name}: the closing does not come after the client seed");
            findings.Expect(unixMs <= closed.UnixMs, $"{name}: time goes back to the closing");
            findings.Expect(opened.Partition == closed.Partition, $"{name}: commitment and closing are of two partitions");
        }
    }

    private static void CheckNonces(List<ExportedRound> played, string name, Findings findings)
    {
        findings.Expect(played.Count <= MaxRounds, $"{name}: there are {played.Count} rounds, and a chain has at most {MaxRounds}");
        var expected = 0L;
        foreach (var round in played)
        {
            if (round.Nonce > expected)
            {
                findings.Differs(round.Nonce == expected + 1 ? $"{name}: gap: nonce {expected} is missing" : $"{name}: gap: nonces {expected} to {round.Nonce - 1} are missing");
            }
            else if (round.Nonce < expected)
            {
                findings.Differs($"{name}, nonce {round.Nonce}: the nonce comes again, or out of order");
            }

            expected = Math.Max(expected, round.Nonce + 1);
        }
    }

    private static void CheckRounds(ExportedChain chain, HashSet<Guid> ids, string name, Findings findings)
    {
        ExportedRound? before = null;
        foreach (var round in chain.Rounds)
        {
            findings.Expect(ids.Add(round.Id), $"{name}, nonce {round.Nonce}: command id {round.Id} comes twice");
            if (round.Status != 0)
            {
                continue;
            }

            if (before is not null)
            {
                findings.Expect((before.Block, before.Entry).CompareTo((round.Block, round.Entry)) < 0, $"{name}, nonce {round.Nonce}: it does not stand after the round before it");
                findings.Expect(before.UnixMs <= round.UnixMs, $"{name}, nonce {round.Nonce}: time goes back");
            }

            findings.Expect(
                chain.Opened is null || round.UnixMs - chain.Opened.UnixMs <= LifetimeMs + ClockGrainMs, $"{name}, nonce {round.Nonce}: it stands later than 24 hours after the opening");
            before = round;
        }
    }

    private static void CheckEnd(ExportedChain chain, List<ExportedRound> played, string name, Findings findings)
    {
        switch (chain.Reason)
        {
            case null or "player":
                break;
            case "rounds":
                findings.Expect(played.Count == MaxRounds, $"{name}: it was closed for its number of rounds, and has {played.Count}");
                break;
            case "time":
                findings.Expect(chain.Opened is null || chain.Closed!.UnixMs - chain.Opened.UnixMs >= LifetimeMs, $"{name}: it was closed for its time, before 24 hours were over");
                break;
            default:
                findings.Differs($"{name}: it was closed for a reason that there is not ({chain.Reason})");
                break;
        }
    }
}
