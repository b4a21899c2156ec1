using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Log;

/// <summary>
/// Wakes waiting readers: at once for an append of this process, by a notification of the server for those of others, and every
/// <see cref="PostgresCommandLogOptions.LookEvery"/> in case a notification was lost. The server's notifications are listened to from the first reader on.
/// </summary>
internal sealed class LogWakeups : IAsyncDisposable
{
    private static readonly TimeSpan ProveEvery = TimeSpan.FromSeconds(20);

    private readonly NpgsqlDataSource dataSource;
    private readonly TimeProvider clock;
    private readonly TimeSpan lookEvery;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<LogSignal, int> signals = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Lazy<Task> running;

    public LogWakeups(NpgsqlDataSource dataSource, TimeProvider clock, TimeSpan lookEvery, ILogger logger)
    {
        this.dataSource = dataSource;
        this.clock = clock;
        this.lookEvery = lookEvery;
        this.logger = logger;
        running = new Lazy<Task>(() => Task.WhenAll(Task.Run(ListenAsync), Task.Run(LookNowAndThenAsync)));
    }

    public LogSignal Subscribe(int partition)
    {
        _ = running.Value;
        var signal = new LogSignal(ended => signals.TryRemove(ended, out _));
        signals[signal] = partition;
        return signal;
    }

    /// <summary>The partition's log now ends before <paramref name="nextOffset"/>.</summary>
    public void Announce(int partition, uint incarnation, long nextOffset)
    {
        foreach (var (signal, ofPartition) in signals)
        {
            if (ofPartition == partition)
            {
                signal.Announce(incarnation, nextOffset);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        if (running.IsValueCreated)
        {
            await running.Value;
        }

        closing.Dispose();
    }

    private async Task ListenAsync()
    {
        var wait = LogConnectionTrouble.ShortestWait;
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(closing.Token);
                connection.Notification += (_, notification) => Hear(notification.Payload);
                await using (var listen = new NpgsqlCommand($"LISTEN {LogStatements.Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(closing.Token);
                }

                // What was notified before we listened is found by looking.
                LookNow();
                wait = LogConnectionTrouble.ShortestWait;
                while (true)
                {
                    // A connection that was cut without a word would be waited on for ever: now and then the server must answer.
                    if (!await connection.WaitAsync(ProveEvery, closing.Token))
                    {
                        await using var prove = new NpgsqlCommand("SELECT 1", connection);
                        await prove.ExecuteNonQueryAsync(closing.Token);
                    }
                }
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Readers go on by looking now and then, so whatever this is, nothing but speed is lost until it heals.
                logger.LogWarning("notifications of the command log are interrupted: {Reason}", failure.Message);
                await Task.Delay(wait, clock, closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = LogConnectionTrouble.Longer(wait);
            }
        }
    }

    private async Task LookNowAndThenAsync()
    {
        using var timer = new PeriodicTimer(lookEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                LookNow();
            }
        }
        catch (OperationCanceledException)
        {
            // The log is closing.
        }
    }

    private void LookNow()
    {
        foreach (var (signal, _) in signals)
        {
            signal.LookNow();
        }
    }

    private void Hear(string payload)
    {
        var words = payload.Split(' ');
        if (words.Length == 3
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && uint.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var incarnation)
            && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var nextOffset))
        {
            Announce(partition, incarnation, nextOffset);
        }
    }
}
