using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Rules;

namespace Croupier.Platform.Audit;

/// <summary>Derives a settled round again: pure, one thread at a time.</summary>
internal static class RoundCheck
{
    public static RoundFinding Of(PlayRound round, ReadOnlySpan<byte> serverSeed)
    {
        if (GameCatalog.Find(round.Game, round.RulesHash) is not { } game || Assets.All.FirstOrDefault(known => known.Id == round.Asset) is not { } asset)
        {
            return RoundFinding.UnknownRules;
        }

        var outcome = game.Draw(RoundStream.Open(serverSeed, round.ClientSeed.Span, round.Chain, round.Nonce, round.Game, round.RulesHash));
        if (!outcome.AsSpan().SequenceEqual(round.Outcome.Span))
        {
            return RoundFinding.Outcome;
        }

        return game.Validate(round.Choice.Span, asset, round.Stake) != Status.Accepted ? RoundFinding.NotPlayable
            : game.Evaluate(outcome, round.Choice.Span, asset, round.Stake) != round.Payout ? RoundFinding.Payout
            : RoundFinding.None;
    }
}
