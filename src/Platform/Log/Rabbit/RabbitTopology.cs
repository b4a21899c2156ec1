using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// Makes what a partition's log is on the broker, and opens new incarnations of it: an exchange a partition, a stream an incarnation. Called by migrations and the operator,
/// with the operator's rights; serving code only uses what is there. Everything may be done again after it was interrupted.
/// </summary>
public sealed class RabbitTopology
{
    /// <summary>How long a cluster that is just starting or electing is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RabbitConnectionOptions server;
    private readonly ILogger logger;

    public RabbitTopology(RabbitConnectionOptions server, ILoggerFactory loggers) => (this.server, logger) = (server, loggers.CreateLogger<RabbitTopology>());

    /// <summary>Makes what is missing, and ends an opening of an incarnation that was interrupted. What is there with other settings stays as it is.</summary>
    public Task EnsureAsync(IEnumerable<int> partitions, CancellationToken cancellation) => WithLinkAsync(async link =>
    {
        var streams = StreamsOver(link);
        foreach (var partition in partitions)
        {
            await link.OnChannelAsync(
                confirms: false,
                channel => channel.ExchangeDeclareAsync(server.Names.Exchange(partition), ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellation),
                cancellation);

            var (newest, _) = await streams.NewestAsync(partition, 1, cancellation);
            if (newest == 0)
            {
                newest = 1;
                await MakeStreamAsync(link, partition, newest, again: false, cancellation);
            }
            else
            {
                await EnsureFirstEntryAsync(link, partition, newest, cancellation);
            }

            await TurnToAsync(link, partition, newest, cancellation);
        }

        return true;
    }, cancellation);

    /// <summary>What <see cref="EnsureAsync"/> would have to make, a line each; empty when everything is there. Needs no rights.</summary>
    public Task<IReadOnlyList<string>> StatusAsync(IEnumerable<int> partitions, CancellationToken cancellation) => WithLinkAsync<IReadOnlyList<string>>(async link =>
    {
        var streams = StreamsOver(link);
        var missing = new List<string>();
        foreach (var partition in partitions)
        {
            if (!await streams.ExchangeExistsAsync(server.Names.Exchange(partition), cancellation))
            {
                missing.Add($"exchange {server.Names.Exchange(partition)}");
            }

            if ((await streams.NewestAsync(partition, 1, cancellation)).Newest == 0)
            {
                missing.Add($"stream {server.Names.Stream(partition, 1)}");
            }
        }

        return missing;
    }, cancellation);

    /// <summary>
    /// 1. Make the next incarnation's stream. 2. Turn the exchange to it. Appends that come in between find no stream and are tried again. 3. Close the older streams: readers
    /// go on from there. What still arrives in an old one behind that does not count; nobody was told anything about it.
    /// </summary>
    public async Task<uint> OpenIncarnationAsync(int partition, CancellationToken cancellation)
    {
        uint? incarnation = null;
        return await WithLinkAsync(async link =>
        {
            // Tried again, it is the same one.
            var again = incarnation is not null;
            incarnation ??= (await StreamsOver(link).NewestAsync(partition, 1, cancellation)).Newest + 1;
            await MakeStreamAsync(link, partition, incarnation.Value, again, cancellation); // 1
            await TurnToAsync(link, partition, incarnation.Value, cancellation); // 2, 3
            logger.LogWarning("incarnation {Incarnation} of the log of partition {Partition} is opened", incarnation, partition);
            return incarnation.Value;
        }, cancellation);
    }

    private RabbitStreams StreamsOver(RabbitLink link) => new(link, server.Names, server.AnswerTimeout);

    private async Task MakeStreamAsync(RabbitLink link, int partition, uint incarnation, bool again, CancellationToken cancellation)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "stream",
            ["x-queue-leader-locator"] = "balanced",
            ["x-stream-max-segment-size-bytes"] = server.SegmentBytes,
        };
        if (server.Retention is { } retention)
        {
            arguments["x-max-age"] = string.Create(CultureInfo.InvariantCulture, $"{(long)retention.TotalSeconds}s");
        }

        var stream = server.Names.Stream(partition, incarnation);
        await link.OnChannelAsync(
            confirms: false, channel => channel.QueueDeclareAsync(stream, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation), cancellation);

        await (again ? EnsureFirstEntryAsync(link, partition, incarnation, cancellation) : PublishAsync(link, stream, RabbitNames.Opened, cancellation));
    }

    // A stream that was made halfway has none. A second one would do no harm: readers pass over it.
    private async Task EnsureFirstEntryAsync(RabbitLink link, int partition, uint incarnation, CancellationToken cancellation)
    {
        var stream = server.Names.Stream(partition, incarnation);
        try
        {
            await new RabbitStreams(link, server.Names, server.ConnectTimeout / 4).FirstAsync(stream, cancellation);
        }
        catch (TimeoutException)
        {
            await PublishAsync(link, stream, RabbitNames.Opened, cancellation);
        }
    }

    private async Task TurnToAsync(RabbitLink link, int partition, uint newest, CancellationToken cancellation)
    {
        var exchange = server.Names.Exchange(partition);
        var older = new List<string>();
        for (var incarnation = 1U; incarnation < newest; incarnation++)
        {
            if (await StreamsOver(link).ExistsAsync(server.Names.Stream(partition, incarnation), cancellation))
            {
                older.Add(server.Names.Stream(partition, incarnation));
            }
        }

        await link.OnChannelAsync(confirms: false, async channel =>
        {
            foreach (var stream in older)
            {
                await channel.QueueUnbindAsync(stream, exchange, "", cancellationToken: cancellation);
            }

            await channel.QueueBindAsync(server.Names.Stream(partition, newest), exchange, "", cancellationToken: cancellation);
        }, cancellation);

        foreach (var stream in older)
        {
            await CloseAsync(link, stream, cancellation);
        }
    }

    // An old stream may be what is broken. Readers that find no closing entry in it wait for their patience and then pass it over.
    private async Task CloseAsync(RabbitLink link, string stream, CancellationToken cancellation)
    {
        try
        {
            if (!(await StreamsOver(link).EndAsync(stream, cancellation)).IsClosed)
            {
                await PublishAsync(link, stream, RabbitNames.Closed, cancellation);
            }
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && RabbitTrouble.IsPassing(failure))
        {
            logger.LogWarning("stream {Stream} can't be closed: {Reason}", stream, failure.Message);
        }
    }

    private async Task PublishAsync(RabbitLink link, string stream, string type, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(server.AnswerTimeout);
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, Type = type };
        await link.OnChannelAsync(
            confirms: true, channel => channel.BasicPublishAsync(RabbitNames.OperatorsExchange, stream, mandatory: true, properties, ReadOnlyMemory<byte>.Empty, limit.Token).AsTask(), limit.Token);
    }

    private async Task<T> WithLinkAsync<T>(Func<RabbitLink, Task<T>> use, CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        for (var wait = LogConnectionTrouble.ShortestWait; ; wait = LogConnectionTrouble.Longer(wait))
        {
            await using var link = new RabbitLink(server, "topology");
            try
            {
                return await use(link);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && RabbitTrouble.IsPassing(failure) && since.Elapsed < Patience)
            {
                logger.LogWarning("the broker is not ready, and is tried again: {Reason}", failure.Message);
            }

            await Task.Delay(wait, cancellation);
        }
    }
}
