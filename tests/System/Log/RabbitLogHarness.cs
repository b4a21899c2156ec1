using Croupier.Host.Dev;
using Croupier.Kernel.Ports;
using Croupier.Platform.Log.Rabbit;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Croupier.Tests.System.Log;

/// <summary>A log of its own name on a shared broker. What it loses, it loses on the broker: the stream is deleted, and made again with what is left.</summary>
internal sealed class RabbitLogHarness : LogHarness
{
    public static readonly RabbitCommandLogOptions Options = new() { TailPatience = TimeSpan.FromMilliseconds(300) };

    private static readonly int[] Partitions = [0, 3, 4];
    private static int harnesses;

    private readonly List<RabbitCommandLog> logs = [];
    private readonly RabbitCommandLogOptions options;

    private RabbitLogHarness(PrivateRabbit broker, RabbitConnectionOptions connection, RabbitCommandLogOptions options) =>
        (Broker, Connection, this.options) = (broker, connection, options);

    public PrivateRabbit Broker { get; }

    /// <summary>As the operator.</summary>
    public RabbitConnectionOptions Connection { get; }

    public RabbitTopology Topology => new(Connection, NullLoggerFactory.Instance);

    /// <summary>On the shared single node.</summary>
    public static async Task<RabbitLogHarness> StartAsync(Func<RabbitConnectionOptions, RabbitConnectionOptions>? change = null) =>
        await StartAsync(await RabbitFixture.SingleAsync(), tls: true, Options, change);

    public static async Task<RabbitLogHarness> StartAsync(
        PrivateRabbit broker, bool tls, RabbitCommandLogOptions options, Func<RabbitConnectionOptions, RabbitConnectionOptions>? change = null)
    {
        var connection = RabbitFixture.Connection(broker, $"test.{Interlocked.Increment(ref harnesses)}", tls);
        connection = change?.Invoke(connection) ?? connection;
        var harness = new RabbitLogHarness(broker, connection, options);
        await harness.Topology.EnsureAsync(Partitions, CancellationToken.None);
        return harness;
    }

    public override ICommandLog Open() => Open(Connection);

    public RabbitCommandLog Open(RabbitConnectionOptions connection, RabbitCommandLogOptions? with = null)
    {
        var log = new RabbitCommandLog(connection, TimeProvider.System, NullLoggerFactory.Instance, with ?? options);
        logs.Add(log);
        return log;
    }

    public override async Task LoseTailAsync(int partition, long fromOffset)
    {
        var kept = new List<ReadOnlyMemory<byte>>();
        await using var log = new RabbitCommandLog(Connection, TimeProvider.System, NullLoggerFactory.Instance, options);
        if (fromOffset > 0)
        {
            await foreach (var record in log.ReadAsync(partition, LogPosition.Start, CancellationToken.None))
            {
                if (record.Offset < fromOffset)
                {
                    kept.Add(record.Batch);
                }

                if (record.Offset >= fromOffset - 1)
                {
                    break;
                }
            }
        }

        await OnChannelAsync(channel => channel.QueueDeleteAsync(Connection.Names.Stream(partition, 1)));
        await Topology.EnsureAsync([partition], CancellationToken.None);
        foreach (var batch in kept)
        {
            await log.AppendAsync(partition, batch, CancellationToken.None);
        }
    }

    /// <summary>A stream that keeps few bytes takes the place of the old one, and grows until the broker has dropped its first segments.</summary>
    public override async Task LoseFrontAsync(int partition, long throughOffset)
    {
        var stream = Connection.Names.Stream(partition, 1);
        var few = new Dictionary<string, object?> { ["x-queue-type"] = "stream", ["x-max-length-bytes"] = 200_000L, ["x-stream-max-segment-size-bytes"] = 50_000L };
        await OnChannelAsync(channel => channel.QueueDeleteAsync(stream));
        await OnChannelAsync(channel => channel.QueueDeclareAsync(stream, durable: true, exclusive: false, autoDelete: false, few));
        await Topology.EnsureAsync([partition], CancellationToken.None);
        await using var log = new RabbitCommandLog(Connection, TimeProvider.System, NullLoggerFactory.Instance, options);
        do
        {
            for (var i = 0; i < 20; i++)
            {
                await log.AppendAsync(partition, new byte[10_000], CancellationToken.None);
            }
        }
        while ((await log.ExtentAsync(partition, CancellationToken.None)).FirstOffset <= throughOffset);
    }

    /// <summary>Losing batches deletes the stream, and with it every reading of it.</summary>
    public override Task CutConnectionsAsync() => Task.CompletedTask;

    public override Task RestartAsync() => Broker.RestartAsync();

    public override async ValueTask DisposeAsync()
    {
        foreach (var log in logs)
        {
            await log.DisposeAsync();
        }
    }

    /// <summary>Does something to the broker as the operator.</summary>
    public async Task OnChannelAsync(Func<IChannel, Task> act)
    {
        await using var link = new RabbitLink(Connection, "test");
        await using var channel = await link.OpenChannelAsync(confirms: false, CancellationToken.None);
        await act(channel);
    }
}
