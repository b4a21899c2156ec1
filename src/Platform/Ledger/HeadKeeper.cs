using Croupier.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Publishes signed heads of a led partition, and holds the database against the newest one before leading: a database that is older than what was
/// published, or tells another story, would take back what players were shown.
/// </summary>
internal sealed class HeadKeeper(int partition, LedgerOptions options, string folder, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
{
    private readonly HeadFile file = new(folder, partition);
    private readonly HeadSigner signer = new(options.HeadKey ?? throw new ArgumentException("publishing heads needs a key to sign them", nameof(options)));
    private long published;

    /// <summary>Throws with <see cref="ExitCode.HeadMismatch"/> when the newest published head is not on this chain.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        SignedHead? newest;
        try
        {
            newest = file.Newest();
        }
        catch (FormatException)
        {
            throw Mismatch("its last line is no signed head");
        }

        if (newest is null)
        {
            return;
        }

        if (newest.Partition != partition || !options.KnownHeadKeys().Any(newest.IsSignedBy))
        {
            throw Mismatch("its newest line is not signed by a key that this ledger knows");
        }

        var table = new BlockTable(partition, dataSource, options.OpenArchive(partition));
        var stored = await table.ReadAsync(newest.Sequence - 1, newest.Sequence, 1, cancellation);
        if (stored.Count == 0)
        {
            throw Mismatch($"it publishes block {newest.Sequence}, which this database does not have: it is older");
        }

        if (!newest.Names(stored[0].Hash))
        {
            throw Mismatch($"it publishes another block {newest.Sequence} than this database has");
        }

        published = newest.Sequence;
    }

    /// <summary>Publishes the feed's durable head at every interval until cancelled.</summary>
    public async Task RunAsync(BlockFeed feed, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.HeadInterval, clock);
        do
        {
            Publish(feed);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    public void Publish(BlockFeed feed)
    {
        if (feed.Head is not { } head || head.Header.Sequence <= published)
        {
            return;
        }

        try
        {
            file.Append(signer.Sign(partition, head.Header.Sequence, head.Hash, head.Epoch, clock.GetUtcNow().ToUnixTimeMilliseconds()));
            published = head.Header.Sequence;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogError(e, "the head of partition {Partition} can't be published to {File}", partition, file.Name);
        }
    }

    private RoleStoppedException Mismatch(string what) => new(ExitCode.HeadMismatch, $"{file.Name} does not agree with the database: {what}");
}
