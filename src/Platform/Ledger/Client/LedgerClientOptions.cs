namespace Croupier.Platform.Ledger.Client;

/// <summary>Bounds of one submitter.</summary>
public sealed record LedgerClientOptions
{
    /// <summary>How long a submitter waits for its result before its fate counts as unknown.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Commands without a result at one time. Beyond it a command is refused as busy and nothing is appended.</summary>
    public int MaxOutstanding { get; init; } = 20_000;

    /// <summary>The most commands in one append.</summary>
    public int MaxBatch { get; init; } = 2048;

    /// <summary>The wait before the first repetition of an append that failed; it doubles up to <see cref="LongestRetryPause"/>.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan LongestRetryPause { get; init; } = TimeSpan.FromSeconds(1);
}
