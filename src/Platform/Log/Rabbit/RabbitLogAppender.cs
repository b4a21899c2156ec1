using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// A group of appends is published one message a batch, all before the first confirm, and done when the last one is confirmed: a majority of the stream's nodes
/// has each. A message that no stream takes (an operator is opening an incarnation just now) comes back, and the group is tried again like after any failure.
/// </summary>
internal sealed class RabbitLogAppender(
    RabbitConnectionOptions server, int partition, RabbitCommandLogOptions options, TimeProvider clock, LogMetrics metrics, ILogger logger)
    : LogAppender(partition, options, clock, metrics, logger)
{
    private readonly string exchange = server.Names.Exchange(partition);
    private readonly TimeProvider clock = clock;
    private readonly RabbitLink link = new(server, "append");
    private IChannel? channel;

    protected override async Task AppendOnceAsync(byte[][] batches, CancellationToken closing)
    {
        channel ??= await link.OpenChannelAsync(confirms: true, closing);
        var properties = new BasicProperties
        {
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?> { [RabbitEntry.AppendedHeader] = clock.GetUtcNow().ToUnixTimeMilliseconds() },
        };
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(closing);
        var sent = new Task[batches.Length];
        for (var i = 0; i < batches.Length; i++)
        {
            // Not awaited one by one: the order of the calls is the order on the channel.
            sent[i] = channel.BasicPublishAsync(exchange, "", mandatory: true, properties, batches[i], giveUp.Token).AsTask();
        }

        try
        {
            await ConfirmedAsync(Task.WhenAll(sent), closing);
        }
        finally
        {
            await giveUp.CancelAsync();
        }
    }

    // A broker that is short of memory or disk says so and reads no further; what was sent stands before its door, and sending it again would only be more of it.
    private async Task ConfirmedAsync(Task confirms, CancellationToken closing)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await confirms.WaitAsync(options.ConfirmTimeout, closing);
                return;
            }
            catch (TimeoutException) when (!confirms.IsCompleted)
            {
                if (!link.IsBlocked || clock.GetElapsedTime(since) > options.RetryFor)
                {
                    throw new TimeoutException($"the broker confirmed nothing within {options.ConfirmTimeout}{(link.IsBlocked ? ", it is short of memory or disk" : "")}");
                }
            }
        }
    }

    protected override bool IsPassing(Exception failure) => RabbitTrouble.IsPassing(failure);

    protected override async ValueTask LetGoAsync()
    {
        channel = null;
        await link.LetGoAsync();
    }
}
