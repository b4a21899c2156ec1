namespace Croupier.Platform.Log.Rabbit;

/// <summary>The bounds of a <see cref="RabbitCommandLog"/>.</summary>
public sealed record RabbitCommandLogOptions : CommandLogOptions
{
    /// <summary>A reader holds up to <see cref="Prefetch"/> batches, so they are smaller than PostgreSQL's may be.</summary>
    public RabbitCommandLogOptions() => BatchBytes = 4 * 1024 * 1024;

    /// <summary>Batches that a reader holds and has not handed on.</summary>
    public ushort Prefetch { get; init; } = 64;

    /// <summary>
    /// How long a group of appends waits for the broker's confirm before it is sent again over another connection. A node that dies ends its connections at once, and
    /// where another one dies the broker itself carries on; so this is for a node that stands still.
    /// </summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a log is looked at, through one node after the other, before a batch that is not there counts as lost: a node's copy may be behind the others for a
    /// moment, and a lost tail stops the partition.
    /// </summary>
    public TimeSpan TailPatience { get; init; } = TimeSpan.FromSeconds(10);
}
