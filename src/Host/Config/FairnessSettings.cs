using Croupier.Kernel;
using Croupier.Platform.Fairness;

namespace Croupier.Host.Config;

/// <summary>The fairness role's options, with where its keys are.</summary>
internal sealed record FairnessSettings(SecretReference? SealingKeys, SecretReference? ReceiptKey, int MaxUnanswered, TimeSpan UnansweredWindow, int BlocksPerCursor, TimeSpan RetryPause)
{
    public static FairnessSettings Read(ConfigurationSection root)
    {
        var section = root.Section("fairness", "The role fairness.");
        var d = new FairnessOptions { SealingKeys = new Dictionary<int, byte[]>(), SealingKeyVersion = 0, ReceiptKey = null! };
        return new FairnessSettings(
            section.Secret("sealing_keys", SecretWords.Ring, "What seeds are sealed with. The highest version seals; older ones stay until the last chain that they sealed is gone. Read at the start.", Need.Of(Role.Fairness)),
            section.Secret("receipt_key", SecretWords.SigningKey, "Signs receipts of commitments. Where neither the ledger nor its database can read it. Read at the start; keys that signed before stay published.", Need.Of(Role.Fairness)),
            section.One("max_unanswered", Kinds.Integer(1, 1000), d.MaxUnanswered, "Openings of one player without an answer yet."),
            section.One("unanswered_window", Kinds.Time("1s", "1d"), d.UnansweredWindow, "Within this time."),
            section.One("blocks_per_cursor", Kinds.Integer(1, 1_000_000), d.BlocksPerCursor, "Blocks without a chain's command between two writes of the cursor."),
            section.One("retry_pause", Kinds.Time("10ms", "5m"), d.RetryPause, "The pause before following is tried again."));
    }
}
