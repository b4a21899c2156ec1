namespace Croupier.Kernel;

/// <summary>Documented in docs/exit-codes.md, which a test compares with this list. Never renumbered.</summary>
public enum ExitCode
{
    Ok = 0,

    /// <summary>A check that was asked for (verify, kat, test) found something wrong.</summary>
    CheckFailed = 1,

    /// <summary>The command line or a file given on it is wrong.</summary>
    Usage = 2,

    /// <summary>A port is in use.</summary>
    PortInUse = 10,

    /// <summary>PostgreSQL is not installed, does not start, or does not answer.</summary>
    NoPostgres = 11,

    /// <summary>The data folder was written by a newer version.</summary>
    DataFromNewerVersion = 12,

    /// <summary>The data folder is in use by another process, or cannot be used.</summary>
    DataFolderUnusable = 13,

    /// <summary>A secret cannot be read, or is not what it should be.</summary>
    SecretUnusable = 14,

    /// <summary>A secret, certificate or database of start-dev was given to a process that serves.</summary>
    DevelopmentRefused = 15,

    /// <summary>A database's schema is older than this version, or not there.</summary>
    SchemaNotCurrent = 16,

    /// <summary>RabbitMQ is not installed, or does not start.</summary>
    NoRabbit = 17,

    /// <summary>An invariant of the money path is broken; the partition has stopped.</summary>
    InvariantBroken = 20,

    /// <summary>The command log has lost entries that the ledger has consumed.</summary>
    LogTailLost = 21,

    /// <summary>The command log lacks an entry after the ledger's position.</summary>
    LogGap = 22,

    /// <summary>The database is older than, or differs from, the published signed head.</summary>
    HeadMismatch = 23,

    /// <summary>The partition clock jumped against the monotonic clock.</summary>
    ClockJumped = 24,

    /// <summary>PostgreSQL could lose what it has acknowledged: fsync, full_page_writes or synchronous_commit is off, or no synchronous standby is there.</summary>
    DatabaseNotDurable = 25,
}
