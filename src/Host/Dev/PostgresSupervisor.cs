using Microsoft.Extensions.Logging;

namespace Croupier.Host.Dev;

/// <summary>
/// Starts the private PostgreSQL again when it has ended by itself (a crash, a <c>kill -9</c>): the roles reconnect on their own. Gives up, and says so through
/// <see cref="GaveUp"/>, when it ends <see cref="MaxRestarts"/> times within <see cref="Window"/>.
/// </summary>
internal sealed class PostgresSupervisor : IAsyncDisposable
{
    private const int MaxRestarts = 30;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly PrivatePostgres server;
    private readonly Action onRestarted;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;

    /// <param name="onRestarted">Called after each restart: connections that died with the old server are of no use to anybody.</param>
    public PostgresSupervisor(PrivatePostgres server, Action onRestarted, TimeProvider clock, ILoggerFactory loggers)
    {
        this.server = server;
        this.onRestarted = onRestarted;
        this.clock = clock;
        logger = loggers.CreateLogger<PostgresSupervisor>();
        watching = WatchAsync();
    }

    /// <summary>Faults when PostgreSQL can't be kept running; ends when the supervisor is disposed.</summary>
    public Task GaveUp => watching;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching.ContinueWith(_ => { }, TaskScheduler.Default);
        stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        var restarts = new Queue<long>();
        while (true)
        {
            try
            {
                await server.ServerEnded.WaitAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            restarts.Enqueue(clock.GetTimestamp());
            while (clock.GetElapsedTime(restarts.Peek()) > Window)
            {
                restarts.Dequeue();
            }

            if (restarts.Count > MaxRestarts)
            {
                throw new PrivatePostgresException(Kernel.ExitCode.NoPostgres, $"PostgreSQL ended {restarts.Count} times within {Window.TotalMinutes:0} minutes; read {server.LogFile}");
            }

            logger.LogWarning("PostgreSQL has ended; it is started again");
            try
            {
                await server.RestartAsync(stopping.Token);
                onRestarted();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
