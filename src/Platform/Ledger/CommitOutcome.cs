namespace Croupier.Platform.Ledger;

/// <summary>What became of a block's commit.</summary>
internal enum CommitOutcome
{
    /// <summary>The commit returned, and nothing warned.</summary>
    Committed,

    /// <summary>PostgreSQL refused the block's rows before the commit was sent, and the session lives.</summary>
    Failed,

    /// <summary>A deadline, a warning or a lost session: only the head can tell.</summary>
    Unknown,

    /// <summary>The row is no longer ours, or the database may no longer be trusted.</summary>
    Fenced,
}
