namespace Croupier.Platform.Log;

/// <summary>The bounds that every command log has.</summary>
public abstract record CommandLogOptions
{
    /// <summary>Appends of one partition that wait for the group under way. A further one waits for room.</summary>
    public int WaitingAppends { get; init; } = 256;

    /// <summary>Appends that go together.</summary>
    public int GroupBatches { get; init; } = 128;

    /// <summary>A group takes no further batch once it has this many bytes.</summary>
    public int GroupBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest batch.</summary>
    public int BatchBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long an append is tried again while the server is away. Its batch may then stand on the log twice, which is harmless (I4).</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(10);
}
