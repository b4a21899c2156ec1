using System.Security.Cryptography;

namespace Croupier.Platform.Fairness;

/// <summary>What the fairness role is told at its start. A class and not a record, so that nothing prints its keys.</summary>
public sealed class FairnessOptions
{
    public const int SealingKeyBytes = 32;

    /// <summary>AES-256 keys by version. Old versions stay until the last chain that they sealed has left the retention time.</summary>
    public required IReadOnlyDictionary<int, byte[]> SealingKeys { get; init; }

    /// <summary>
    /// The version that seals new seeds. Nonces are random, so one version seals at most 2^32 of them (SP 800-38D §8.3); a key is changed long before.
    /// </summary>
    public required int SealingKeyVersion { get; init; }

    /// <summary>Signs receipts of commitments: P-256. Another one than the ledger's, whose receipts would be worth nothing against the ledger.</summary>
    public required ECDsa ReceiptKey { get; init; }

    /// <summary>How long an answer waits for the places of a chain that the followers have yet to note.</summary>
    public TimeSpan PlaceWithin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often chains that have had their time are closed.</summary>
    public TimeSpan ClosingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much later than its time a chain is closed: by then the partition's own clock says the same.</summary>
    public TimeSpan ClosingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The partitions whose blocks are followed.</summary>
    public IReadOnlyList<int> Partitions { get; init; } = [0];

    /// <summary>Openings of one player without an answer yet, within <see cref="UnansweredWindow"/>. Beyond it the next is refused as too many in flight.</summary>
    public int MaxUnanswered { get; init; } = 16;

    public TimeSpan UnansweredWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Blocks without a chain's command that are followed between two writes of the cursor. They are read again after a crash, to no effect.</summary>
    public int BlocksPerCursor { get; init; } = 1024;

    /// <summary>How often it is looked at whether every key that has sealed seeds is here.</summary>
    public TimeSpan KeyCheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the source of seeds is tried while no chain is asked for.</summary>
    public TimeSpan SeedCheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before following is tried again, after the database or the feed failed.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(1);
}
