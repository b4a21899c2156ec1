using Croupier.Verifier.Games;

namespace Croupier.Verifier;

/// <summary>Draws each round of a closed chain again, and computes its payout.</summary>
internal static class OutcomeCheck
{
    public static string Key(string game, byte[] rulesHash) => $"{game} {Convert.ToHexStringLower(rulesHash)}";

    public static void Of(ExportedChain chain, Dictionary<string, IRules?> rules, Findings findings)
    {
        if (chain.ServerSeed is not { } serverSeed)
        {
            if (chain.Rounds.Count > 0)
            {
                findings.NotCheckable($"chain {chain.Chain}: the outcomes of its {chain.Rounds.Count} rounds, because it is open and its seed is not revealed");
            }

            return;
        }

        if (chain.ClientSeed is not { } clientSeed)
        {
            return;
        }

        foreach (var round in chain.Rounds.Where(round => round.Status == 0))
        {
            Check(chain.Chain, serverSeed, clientSeed, round, rules, findings);
        }
    }

    private static void Check(Guid chain, byte[] serverSeed, byte[] clientSeed, ExportedRound round, Dictionary<string, IRules?> rules, Findings findings)
    {
        var name = $"chain {chain}, nonce {round.Nonce}";
        if (!findings.Expect(rules.TryGetValue(Key(round.Game, round.RulesHash), out var game), $"{name}: its rules ({round.Game}) are not listed in the export"))
        {
            return;
        }

        if (game is null)
        {
            findings.NotCheckable($"{name}: its outcome, because its rules can't be read");
            return;
        }

        try
        {
            var outcome = game.Draw(new RoundStream(serverSeed, clientSeed, chain, round.Nonce, round.Game, round.RulesHash));
            findings.RoundsDerived++;
            if (!findings.Expect(
                outcome.AsSpan().SequenceEqual(round.Outcome), $"{name}: the outcome is {Convert.ToHexStringLower(round.Outcome)}, and derives as {Convert.ToHexStringLower(outcome)}"))
            {
                return;
            }

            var payout = game.Payout(outcome, round.Choice, checked(round.Stake.Cash + round.Stake.Bonus!.Value));
            var paid = (Int128)round.Payout.Cash + round.Payout.Bonus!.Value;
            findings.Expect(payout == paid, $"{name}: {paid} was paid, and the outcome pays {payout}");
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            findings.Differs($"{name}: {wrong.Message}");
        }
    }
}
