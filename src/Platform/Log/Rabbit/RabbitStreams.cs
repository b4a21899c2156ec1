using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// What streams there are, and how far they reach. AMQP has no question for that: whether a stream exists a passive declaration tells, and where it ends its own entries do.
/// A node answers for its own copy, which may be behind the others for a moment.
/// </summary>
internal sealed class RabbitStreams(RabbitLink link, RabbitNames names, TimeSpan patience)
{
    /// <summary>As many incarnations as may be missing one after the other below the newest: an operator has deleted their streams.</summary>
    private const int Deleted = 3;

    /// <summary>The broker writes at most so many entries at once.</summary>
    private const ushort LargestGroup = ushort.MaxValue;

    /// <summary>The newest incarnation from <paramref name="from"/> on, or 0, and whether <paramref name="from"/> itself is there.</summary>
    public async Task<(uint Newest, bool HasFirst)> NewestAsync(int partition, uint from, CancellationToken cancellation)
    {
        var (newest, hasFirst) = (0U, false);
        for (var incarnation = from; incarnation <= Math.Max(newest, from) + Deleted; incarnation++)
        {
            if (await ExistsAsync(names.Stream(partition, incarnation), cancellation))
            {
                newest = incarnation;
                hasFirst |= incarnation == from;
            }
        }

        return (newest, hasFirst);
    }

    public Task<bool> ExistsAsync(string stream, CancellationToken cancellation) =>
        IsThereAsync(channel => channel.QueueDeclarePassiveAsync(stream, cancellation), cancellation);

    public Task<bool> ExchangeExistsAsync(string exchange, CancellationToken cancellation) =>
        IsThereAsync(channel => channel.ExchangeDeclarePassiveAsync(exchange, cancellation), cancellation);

    /// <summary>Where this node's copy of a stream ends: the offset behind its last batch, and whether it is closed there.</summary>
    public async Task<(long Next, bool IsClosed)> EndAsync(string stream, CancellationToken cancellation)
    {
        var last = await EntriesAsync(stream, "last", LargestGroup, cancellation);
        var closed = last.FindIndex(entry => entry.Kind == RabbitEntryKind.Closed);
        return closed >= 0 ? (Math.Max(0, last[closed].Offset), true) : (last[^1].Offset + 1, false);
    }

    /// <summary>The first offset that the stream still has.</summary>
    public async Task<long> FirstAsync(string stream, CancellationToken cancellation) => Math.Max(0, (await EntriesAsync(stream, "first", 1, cancellation))[0].Offset);

    // A stream has an entry from its first moment on. Where none comes, the node is not able to say.
    private async Task<List<RabbitEntry>> EntriesAsync(string stream, string from, ushort most, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        await using var feed = await RabbitFeed.OpenAsync(link, stream, from, most, limit.Token);
        try
        {
            var first = await feed.TakeAsync(most, limit.Token);
            first.AddRange(await feed.StopAsync(limit.Token));
            return first;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no entry of {stream} came within {patience}");
        }
    }

    private async Task<bool> IsThereAsync(Func<IChannel, Task> declare, CancellationToken cancellation)
    {
        try
        {
            // The answer "no" closes the channel.
            await link.OnChannelAsync(confirms: false, declare, cancellation);
            return true;
        }
        catch (OperationInterruptedException interrupted) when (RabbitTrouble.IsMissing(interrupted))
        {
            return false;
        }
    }
}
