using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.Client;

/// <summary>Bounds of one submitter.</summary>
public sealed record LedgerClientOptions
{
    /// <summary>How long a submitter waits for its result before its fate counts as unknown.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for what must not fail because of load: longer than a ledger that is away for a minute.</summary>
    public TimeSpan PatientTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Commands without a result at one time. Beyond it a command is refused as busy and nothing is appended.</summary>
    public int MaxOutstanding { get; init; } = 20_000;

    /// <summary>Room beyond <see cref="MaxOutstanding"/> for what must not fail because of load.</summary>
    public int PatientRoom { get; init; } = 2_000;

    /// <summary>The log's age, as this producer sees it, beyond which new bets are refused: since when the oldest command that is waited for has had no answer.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>While bets are refused one is let through each time this is over, to find out whether the ledger is back.</summary>
    public TimeSpan TryEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What a refused bet is told to wait: half of the log's age, within these two.</summary>
    public TimeSpan LeastRetryAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan MostRetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing is heard before the oldest command is appended once more; it doubles up to <see cref="LongestRepeatPause"/>, with jitter.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRepeatPause { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>After the answer to a command that had been repeated: how long the others are still expected, before those that stood before it count as lost.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Repetitions of one partition's commands a second, whatever was lost.</summary>
    public int MaxRepeatsPerSecond { get; init; } = 1_000;

    /// <summary>How often it is looked at what has to be repeated.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The most commands in one append.</summary>
    public int MaxBatch { get; init; } = 2048;

    /// <summary>The wait before the first repetition of an append that failed; it doubles up to <see cref="LongestRetryPause"/>.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan LongestRetryPause { get; init; } = TimeSpan.FromSeconds(1);

    internal TimeSpan TimeoutOf(Urgency urgency) => urgency == Urgency.Patient && PatientTimeout > Timeout ? PatientTimeout : Timeout;
}
