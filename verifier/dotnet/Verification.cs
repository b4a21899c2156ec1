using System.Security.Cryptography;
using Croupier.Verifier.Games;

namespace Croupier.Verifier;

/// <summary>Everything that docs/fairness.md, "What a verifier checks", lists, over one export.</summary>
public static class Verification
{
    /// <param name="export">What the player got.</param>
    /// <param name="trusted">Keys that the verifier has from elsewhere; null: those of the export.</param>
    public static Findings Of(Export export, ReceiptKeys? trusted = null)
    {
        ArgumentNullException.ThrowIfNull(export);
        var findings = new Findings();
        foreach (var id in export.Keys.Misnamed.Concat(trusted?.Misnamed ?? []))
        {
            findings.Differs($"receipt key {id}: its id is not the one that follows from it");
        }

        if (trusted is null && export.Chains.Any(chain => chain.Receipt is not null))
        {
            findings.NotCheckable("receipts are checked with the export's own keys: compare these with keys that you have kept (--keys)");
        }

        var rules = ReadRules(export, findings);
        var ids = new HashSet<Guid>();
        foreach (var chain in export.Chains)
        {
            findings.Chains++;
            CommitmentCheck.Of(export.Player, chain, trusted ?? export.Keys, findings);
            OrderCheck.Of(chain, ids, findings);
            foreach (var round in chain.Rounds)
            {
                PostingCheck.Of(chain, round, findings);
            }

            OutcomeCheck.Of(chain, rules, findings);
        }

        return findings;
    }

    private static Dictionary<string, IRules?> ReadRules(Export export, Findings findings)
    {
        var rules = new Dictionary<string, IRules?>();
        foreach (var one in export.Rules)
        {
            var key = OutcomeCheck.Key(one.Game, one.RulesHash);
            rules[key] = null;
            var name = $"rules {Convert.ToHexStringLower(one.RulesHash)} of {one.Game}";
            if (one.Canonical is null)
            {
                findings.NotCheckable($"{name}: the export does not have them");
            }
            else if (findings.Expect(SHA256.HashData(one.Canonical).AsSpan().SequenceEqual(one.RulesHash), $"{name}: SHA-256 of their bytes is another"))
            {
                rules[key] = Read(one, name, findings);
            }
        }

        return rules;
    }

    private static IRules? Read(ExportedRules one, string name, Findings findings)
    {
        try
        {
            var read = KnownRules.Read(one.Canonical!);
            if (read is null)
            {
                findings.NotCheckable($"{name}: this verifier does not know their kind");
                return null;
            }

            return findings.Expect(read.Game == one.Game, $"{name}: their bytes are those of {read.Game}") ? read : null;
        }
        catch (FormatException wrong)
        {
            findings.Differs($"{name}: {wrong.Message}");
            return null;
        }
    }
}
