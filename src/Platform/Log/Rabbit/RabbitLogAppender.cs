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
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing);
        patience.CancelAfter(options.ConfirmTimeout);
        var sent = new Task[batches.Length];
        for (var i = 0; i < batches.Length; i++)
        {
            // Not awaited one by one: the order of the calls is the order on the channel.
            sent[i] = channel.BasicPublishAsync(exchange, "", mandatory: true, properties, batches[i], patience.Token).AsTask();
        }

        try
        {
            await Task.WhenAll(sent);
        }
        catch (OperationCanceledException) when (!closing.IsCancellationRequested)
        {
            throw new TimeoutException($"the broker confirmed nothing within {options.ConfirmTimeout}");
        }
    }

    protected override bool IsPassing(Exception failure) => RabbitTrouble.IsPassing(failure);

    protected override async ValueTask LetGoAsync()
    {
        channel = null;
        await link.LetGoAsync();
    }
}
