using System.Security.Cryptography;
using Croupier.Book;
using Croupier.Platform.Ledger.Archive;

namespace Croupier.Platform.Ledger;

/// <summary>What the ledger role is told at start. Every time and size is a bound that the program keeps.</summary>
public sealed record LedgerOptions
{
    /// <summary>The partitions of this database that this process leads, or stands by for.</summary>
    public IReadOnlyList<int> Partitions { get; init; } = [0];

    /// <summary>
    /// This process's name in the leadership row. A process that starts under the name that holds the lease takes it back without waiting, so two
    /// processes must never share one.
    /// </summary>
    public string Holder { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>The number of this ledger process as a producer of ticks, and the version of its key.</summary>
    public uint Instance { get; init; } = 1;

    public ushort KeyVersion { get; init; } = 1;

    public WriterOptions Writer { get; init; } = new();

    /// <summary>How long a leader may be silent before another takes over. Every block, so every tick, extends it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a leader may be without its database session before another takes over. A killed leader's session ends with it; one that lives has a new one sooner.
    /// </summary>
    public TimeSpan SessionGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the start is over when another leads and its blocks are followed here: for processes of which one leads and others stand by.</summary>
    public bool StartsWhenFollowing { get; init; }

    /// <summary>How often a standby looks for new blocks.</summary>
    public TimeSpan StandbyLook { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a commit may take before its fate counts as unknown. There is no timeout on the commit itself.</summary>
    public TimeSpan CommitDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the database may be away, or refuse blocks, before the partition stops.</summary>
    public TimeSpan DatabasePatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The written waiver of a synchronous standby. Without one, a machine that is lost takes the newest acknowledged rounds with it, so
    /// real money runs without this.
    /// </summary>
    public bool AllowNoSynchronousStandby { get; init; }

    /// <summary>Where signed heads are published, outside the database. Null publishes and checks none (tests, benchmarks).</summary>
    public string? HeadsFolder { get; init; }

    /// <summary>The P-256 key that signs heads. Needed where <see cref="HeadsFolder"/> is given.</summary>
    public ECDsa? HeadKey { get; init; }

    /// <summary>Keys that signed heads before <see cref="HeadKey"/> did.</summary>
    public IReadOnlyList<ECDsa> RetiredHeadKeys { get; init; } = [];

    /// <summary>Where blocks go that leave the tables, and when they do. Null archives none, and reads none.</summary>
    public ArchiveOptions? Archive { get; init; }

    public TimeSpan HeadInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much wall time and monotonic time may drift apart between two ticks before the partition stops.</summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the log is trimmed up to what has committed.</summary>
    public TimeSpan TrimInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether rounds and withdrawals without a gateway's attestation are set aside. False only while an older version's gateways, games and wallets are replaced, one
    /// after the other, behind ledgers of this version: as long, whoever holds games' key can play rounds that nobody asked for. A wrong attestation is never taken.
    /// </summary>
    public bool RequireAttestation { get; init; } = true;

    /// <summary>Messages on a partition's log that were set aside and wait for an operator: how many are listed, and how many bytes of them are kept whole.</summary>
    public int PoisonRows { get; init; } = 1_000;

    public long PoisonBytes { get; init; } = 64 << 20;

    /// <summary>Decoded batches that wait for the writer.</summary>
    public int IntakeBatches { get; init; } = 16;

    /// <summary>Blocks of results that wait for slow subscribers before the partition waits for them.</summary>
    public int UnpublishedBlocks { get; init; } = 64;

    /// <summary>Bytes of recent blocks that stay in RAM for followers.</summary>
    public long FeedWindowBytes { get; init; } = 32 << 20;

    /// <summary>Committed entries that the id index may lag behind before the partition waits for it: they stay in RAM until indexed.</summary>
    public long MaxUnindexedEntries { get; init; } = 2_000_000;

    /// <summary>Blocks that one table holds, and transfers. What is archived is dropped as whole tables (Segments).</summary>
    public long BlocksPerSegment { get; init; } = 1 << 18;

    public long TransfersPerSegment { get; init; } = 1 << 24;

    /// <summary>How long money may be on its way to another partition before it is driven there again.</summary>
    public TimeSpan CrossingSweep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether balances, statements and search over the past are kept, by a follower behind the commits. A ledger that was without it builds all of it from the chain
    /// when it is turned on.
    /// </summary>
    public bool History { get; init; } = true;

    /// <summary>How often a follower looks at the table when nothing has woken it.</summary>
    public TimeSpan FeedPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The keys whose statements about this ledger are believed.</summary>
    internal IReadOnlyList<ECDsa> KnownHeadKeys() => HeadKey is null ? RetiredHeadKeys : [HeadKey, .. RetiredHeadKeys];

    internal BlockArchive? OpenArchive(int partition) => Archive is null ? null : new BlockArchive(Archive.Folder, partition, KnownHeadKeys());
}
