using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// What the broker delivers of one stream, from one place on, over a channel of its own. At most <c>prefetch</c> entries are here unacknowledged, so it is bounded by
/// that; the broker sends more as they are acknowledged. Ends with an exception when channel, connection or stream go away.
/// </summary>
internal sealed class RabbitFeed : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    private readonly Channel<RabbitEntry> entries = System.Threading.Channels.Channel.CreateUnbounded<RabbitEntry>();
    private readonly string stream;
    private string tag = "";

    private RabbitFeed(IChannel channel, string stream)
        : base(channel) => this.stream = stream;

    /// <summary>Entries that are here and were not taken.</summary>
    public int Waiting => entries.Reader.Count;

    /// <param name="from">An offset of the stream, or <c>first</c> or <c>last</c> (the last group that the broker wrote at once).</param>
    public static async Task<RabbitFeed> OpenAsync(RabbitLink link, string stream, object from, ushort prefetch, CancellationToken cancellation)
    {
        var channel = await link.OpenChannelAsync(confirms: false, cancellation);
        var feed = new RabbitFeed(channel, stream);
        try
        {
            await channel.BasicQosAsync(0, prefetch, global: false, cancellation);
            var arguments = new Dictionary<string, object?> { ["x-stream-offset"] = from };
            feed.tag = await channel.BasicConsumeAsync(stream, autoAck: false, "", noLocal: false, exclusive: false, arguments, feed, cancellation);
            return feed;
        }
        catch
        {
            await feed.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for an entry, and returns it with all that are here, up to a limit.</summary>
    public async Task<List<RabbitEntry>> TakeAsync(int limit, CancellationToken cancellation)
    {
        var taken = new List<RabbitEntry>();
        while (taken.Count == 0)
        {
            if (!await entries.Reader.WaitToReadAsync(cancellation))
            {
                throw new IOException($"the broker ended the reading of {stream}");
            }

            while (taken.Count < limit && entries.Reader.TryRead(out var entry))
            {
                taken.Add(entry);
            }
        }

        return taken;
    }

    /// <summary>All entries that the broker had in reach when it was asked to stop: it sends them before it says that it has stopped.</summary>
    public async Task<List<RabbitEntry>> StopAsync(CancellationToken cancellation)
    {
        await Channel.BasicCancelAsync(tag, noWait: false, cancellation);
        var all = new List<RabbitEntry>();
        await foreach (var entry in entries.Reader.ReadAllAsync(cancellation))
        {
            all.Add(entry);
        }

        return all;
    }

    /// <summary>This entry and all before it are done with: the broker may send as many more.</summary>
    public ValueTask AcknowledgeAsync(ulong upTo, CancellationToken cancellation) => Channel.BasicAckAsync(upTo, multiple: true, cancellation);

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        try
        {
            entries.Writer.TryWrite(RabbitEntry.Of(deliveryTag, exchange, properties, body));
        }
        catch (IOException strange)
        {
            entries.Writer.TryComplete(strange);
        }

        return Task.CompletedTask;
    }

    public override Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        entries.Writer.TryComplete();
        return base.HandleBasicCancelOkAsync(consumerTag, cancellationToken);
    }

    /// <summary>The stream was deleted, or this node's copy of it went away.</summary>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        entries.Writer.TryComplete(new IOException($"the broker no longer has {stream} here"));
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        entries.Writer.TryComplete(new OperationInterruptedException(reason));
        return base.HandleChannelShutdownAsync(channel, reason);
    }

    public async ValueTask DisposeAsync() => await RabbitLink.EndAsync(Channel);
}
