using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Rules;

namespace Croupier.Host.Verbs;

/// <summary>
/// Derives the rounds of a closed chain again from its revealed seed and says what is not as the platform has shown it. Pure: an export in, differences out.
/// </summary>
internal static class ChainCheck
{
    /// <summary>What is wrong with the chain as a whole: its commitment, its client seed, and nonces that are missing or there twice.</summary>
    public static IEnumerable<string> Whole(ChainExport export)
    {
        if (export.ServerSeed is null)
        {
            throw new ArgumentException("the chain's seed is not revealed", nameof(export));
        }

        if (Hash256.Of(export.ServerSeed) != export.SeedHash)
        {
            yield return $"the revealed seed has the hash {Hash256.Of(export.ServerSeed)}, and {export.SeedHash} was committed to";
        }

        if (export.ServerSeed.Length != RoundStream.ServerSeedBytes)
        {
            yield return $"the revealed seed has {export.ServerSeed.Length} bytes instead of {RoundStream.ServerSeedBytes}";
        }

        var played = Played(export).Select(r => r.Nonce).ToList();
        if (played.Count > 0 && export.ClientSeed.Length is < SetClientSeed.MinBytes or > SetClientSeed.MaxBytes)
        {
            yield return $"rounds were played under a client seed of {export.ClientSeed.Length} bytes; it must have {SetClientSeed.MinBytes} to {SetClientSeed.MaxBytes}";
        }

        foreach (var gap in Gaps(played))
        {
            yield return gap;
        }
    }

    /// <summary>Whether rounds can be derived at all; where they can't, <see cref="Whole"/> says why.</summary>
    public static bool HasUsableSeeds(ChainExport export) =>
        export is { ServerSeed.Length: RoundStream.ServerSeedBytes, ClientSeed.Length: >= SetClientSeed.MinBytes and <= SetClientSeed.MaxBytes };

    /// <summary>Null when the round is derived again as it was shown.</summary>
    public static string? Round(ChainExport export, ExportedRound round)
    {
        if (round.Chain != export.Chain)
        {
            return $"it is of chain {round.Chain}";
        }

        var game = GameCatalog.Find(round.Game, round.RulesHash);
        if (game is null)
        {
            return $"this version does not know game '{round.Game}' by rules {round.RulesHash}";
        }

        if (Assets.Find(round.Asset) is not { } asset)
        {
            return $"this version does not know asset {round.Asset.Code}";
        }

        if (game.Validate(round.Choice, asset, round.Stake) is not Status.Accepted and var status)
        {
            return $"the rules refuse its choice or stake ({status})";
        }

        var stream = RoundStream.Open(export.ServerSeed, export.ClientSeed, export.Chain, round.Nonce, round.Game, round.RulesHash);
        var outcome = game.Draw(stream);
        if (!outcome.AsSpan().SequenceEqual(round.Outcome))
        {
            return $"the outcome is {Convert.ToHexStringLower(outcome)}, and {Convert.ToHexStringLower(round.Outcome)} was shown";
        }

        var payout = game.Evaluate(outcome, round.Choice, asset, round.Stake);
        return payout == round.Payout ? null : $"the payout is {payout} ledger units, and {round.Payout} was paid";
    }

    /// <summary>A refused bet has no outcome and consumes no nonce; only accepted rounds are checked.</summary>
    public static IEnumerable<ExportedRound> Played(ChainExport export) => export.Rounds.Where(r => r.Status == Status.Accepted);

    /// <summary>Nonces run 0, 1, 2, … without a gap. A run of missing ones is one line, however long it is.</summary>
    private static IEnumerable<string> Gaps(List<long> nonces)
    {
        var expected = 0L;
        foreach (var nonce in nonces.Order())
        {
            if (nonce < expected)
            {
                yield return $"nonce {nonce} is there more than once, or is below 0";
                continue;
            }

            if (nonce > expected)
            {
                yield return nonce == expected + 1 ? $"nonce {expected} is missing" : $"nonces {expected} to {nonce - 1} are missing";
            }

            expected = nonce + 1;
        }
    }
}
