using Croupier.Host.Dev;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Cluster;

/// <summary>The nodes of a private RabbitMQ, kept running: one that has ended is started again, and finds the others.</summary>
internal sealed class ClusterBrokers : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly ILogger logger;
    private readonly Task watching;
    private readonly bool[] mending;

    private ClusterBrokers(PrivateRabbit rabbit, ILoggerFactory loggers)
    {
        Rabbit = rabbit;
        logger = loggers.CreateLogger<ClusterBrokers>();
        mending = new bool[rabbit.Endpoints.Count];
        watching = Task.WhenAll(Enumerable.Range(0, mending.Length).Select(WatchAsync));
    }

    public PrivateRabbit Rabbit { get; }

    /// <summary>True when every node runs and takes clients.</summary>
    public bool IsWhole => Enumerable.Range(0, mending.Length).All(node => !mending[node] && !Rabbit.EndedOf(node).IsCompleted);

    public static async Task<ClusterBrokers> StartAsync(PrivateRabbitOptions options, ILoggerFactory loggers, CancellationToken cancellation) =>
        new(await PrivateRabbit.StartAsync(options, cancellation), loggers);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        await Rabbit.DisposeAsync();
        stopping.Dispose();
    }

    private async Task WatchAsync(int node)
    {
        while (true)
        {
            try
            {
                await Rabbit.EndedOf(node).WaitAsync(stopping.Token);
                mending[node] = true;
                logger.LogWarning("RabbitMQ's node {Node} has ended; it is started again", node + 1);
                await Rabbit.StartAsync(node, stopping.Token);
                mending[node] = false;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (PrivateRabbitException failure)
            {
                logger.LogError("{Reason}", failure.Message);
                await Task.Delay(PauseAfterFailure, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }
}
