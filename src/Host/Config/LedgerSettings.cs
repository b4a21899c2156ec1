using System.Globalization;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Archive;

namespace Croupier.Host.Config;

/// <summary>The ledger's options, but for its keys.</summary>
internal sealed record LedgerSettings
{
    /// <summary>How many partitions the platform has. Every role counts them.</summary>
    public required int Partitions { get; init; }

    /// <summary>Those that this process leads or stands by for.</summary>
    public required IReadOnlyList<int> Leads { get; init; }

    /// <summary>Without <see cref="LedgerOptions.HeadKey"/> and <see cref="LedgerOptions.RetiredHeadKeys"/>.</summary>
    public required LedgerOptions Options { get; init; }

    public required SecretReference? HeadKey { get; init; }

    /// <summary>Files of public keys.</summary>
    public required IReadOnlyList<string> RetiredHeadKeys { get; init; }

    /// <summary>"3" or "0-7".</summary>
    public static Kind<IReadOnlyList<int>> PartitionRange { get; } = new(
        "a partition (0 to 4095) or a range, such as 0-3",
        ParseRange,
        range => range.Count == 1 ? $"{range[0]}" : $"{range[0]}-{range[^1]}");

    public static LedgerSettings Read(ConfigurationSection root)
    {
        var section = root.Section("ledger", "The role ledger. `partitions` counts for every role.");
        var partitions = section.One("partitions", Kinds.Integer(1, 4096), 1, "How many partitions there are, 0 to this less one. It may grow, and never falls.");
        var leads = section.Many("leads", PartitionRange, [], "The partitions that this process leads, or stands by for. Without it: all.").SelectMany(p => p).Distinct().Order().ToList();
        if (leads.Count > 0 && leads[^1] >= partitions)
        {
            section.Wrong("leads", $"there is no partition {leads[^1]}: ledger.partitions is {partitions}");
        }

        return new LedgerSettings
        {
            Partitions = partitions,
            Leads = leads.Count > 0 ? leads : [.. Enumerable.Range(0, partitions)],
            Options = ReadOptions(section),
            HeadKey = section.Secret("head_key", SecretWords.SigningKey, "Signs heads. Where the database's superuser can't read it.", Need.Of(Role.Ledger)),
            RetiredHeadKeys = [.. section.Many("retired_head_keys", Kinds.Path, [], "Files of public keys that signed heads before.").Select(file => Path.GetFullPath(file, root.Reading.Folder))],
        };
    }

    private static LedgerOptions ReadOptions(ConfigurationSection section)
    {
        var d = new LedgerOptions();
        return d with
        {
            Writer = ReadWriter(section.Section("writer", "The one writer of each partition."), d.Writer),
            Lease = section.One("lease", Kinds.Time("1s", "10m"), d.Lease, "How long a leader may be silent before another takes over."),
            SessionGrace = section.One("session_grace", Kinds.Time("50ms", "1m"), d.SessionGrace, "How long a leader may be without its database session before another takes over."),
            StandbyLook = section.One("standby_look", Kinds.Time("1ms", "10s"), d.StandbyLook, "How often a standby looks for new blocks."),
            CommitDeadline = section.One("commit_deadline", Kinds.Time("100ms", "10m"), d.CommitDeadline, "How long a commit may take before its fate counts as unknown."),
            DatabasePatience = section.One("database_patience", Kinds.Time("1s", "1d"), d.DatabasePatience, "How long the database may be away before the partition stops."),
            AllowNoSynchronousStandby = section.One("allow_no_synchronous_standby", Kinds.Switch, d.AllowNoSynchronousStandby, "The written waiver of a synchronous standby: whoever sets it accepts that a lost machine takes acknowledged rounds with it."),
            HeadsFolder = section.File("heads_folder", null, "Where signed heads are published, outside the database.", Need.Of(Role.Ledger)),
            HeadInterval = section.One("head_interval", Kinds.Time("100ms", "1h"), d.HeadInterval, "How often a head is published."),
            Archive = ReadArchive(section.Section("archive", "Where old blocks go. Without a folder none goes.")),
            ClockTolerance = section.One("clock_tolerance", Kinds.Time("100ms", "1m"), d.ClockTolerance, "How far wall time and monotonic time may drift apart between two ticks before the partition stops."),
            TrimInterval = section.One("trim_interval", Kinds.Time("1s", "1d"), d.TrimInterval, "How often the log is trimmed behind what has committed."),
            IntakeBatches = section.One("intake_batches", Kinds.Integer(1, 4096), d.IntakeBatches, "Decoded batches that wait for the writer."),
            UnpublishedBlocks = section.One("unpublished_blocks", Kinds.Integer(1, 65_536), d.UnpublishedBlocks, "Blocks of results that wait for slow readers before the partition waits for them."),
            FeedWindowBytes = section.One("feed_window_bytes", Kinds.Long(1 << 20, 1L << 36), d.FeedWindowBytes, "Bytes of recent blocks that stay in memory for followers."),
            MaxUnindexedEntries = section.One("max_unindexed_entries", Kinds.Long(1000, 1_000_000_000), d.MaxUnindexedEntries, "Committed entries that the index of ids may lag behind before the partition waits for it."),
            BlocksPerSegment = section.One("blocks_per_segment", Kinds.Long(1024, 1L << 32), d.BlocksPerSegment, "Blocks that one table holds."),
            TransfersPerSegment = section.One("transfers_per_segment", Kinds.Long(1024, 1L << 40), d.TransfersPerSegment, "Transfers that one table holds."),
            CrossingSweep = section.One("crossing_sweep", Kinds.Time("100ms", "1h"), d.CrossingSweep, "How long money may be on its way to another partition before it is driven there again."),
            History = section.One("history", Kinds.Switch, d.History, "Whether balances, statements and search over the past are kept."),
            FeedPoll = section.One("feed_poll", Kinds.Time("10ms", "1m"), d.FeedPoll, "How often a follower looks when nothing has woken it."),
        };
    }

    private static WriterOptions ReadWriter(ConfigurationSection section, WriterOptions d) => d with
    {
        MaxEntries = section.One("max_entries", Kinds.Integer(1, 65_536), d.MaxEntries, "The most entries of a block."),
        TickIntervalMs = (long)section.One("tick_interval", Kinds.Time("50ms", "1m"), TimeSpan.FromMilliseconds(d.TickIntervalMs), "The least time between two ticks of the partition's clock.").TotalMilliseconds,
        FineTickIntervalMs = (long)section.One("fine_tick_interval", Kinds.Time("10ms", "1m"), TimeSpan.FromMilliseconds(d.FineTickIntervalMs), "The same while a profile sets a least time between cycles.").TotalMilliseconds,
        RecentIds = section.One("recent_ids", Kinds.Integer(1000, 100_000_000), d.RecentIds, "Committed ids that stay in memory."),
    };

    private static ArchiveOptions? ReadArchive(ConfigurationSection section)
    {
        var folder = section.File("folder", null, "The folder of the files. Every process of the ledger reaches it.");
        var d = new ArchiveOptions { Folder = folder ?? "" };
        d = d with
        {
            KeepBlocks = section.One("keep_blocks", Kinds.OrNone(Kinds.Long(0, long.MaxValue)), d.KeepBlocks, "The newest blocks that stay in the tables. none: nothing is archived, and what is there is read."),
            KeepTime = section.One("keep_time", Kinds.Time("0s", "36500d"), d.KeepTime, "How long a block stays in the tables at least."),
            BlocksPerFile = section.One("blocks_per_file", Kinds.Integer(1, 1_000_000), d.BlocksPerFile, "How many blocks one file holds; a smaller rest waits."),
            Interval = section.One("interval", Kinds.Time("1s", "1d"), d.Interval, "How often a leader looks whether a file is due."),
        };
        return folder is null ? null : d;
    }

    private static Parsed<IReadOnlyList<int>> ParseRange(string text)
    {
        var ends = text.Split('-');
        return ends.Length <= 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last && last <= 4095
            ? new Parsed<IReadOnlyList<int>>(true, [.. Enumerable.Range(first, last - first + 1)])
            : Parsed<IReadOnlyList<int>>.None;
    }
}
