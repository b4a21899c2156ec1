using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Ends the database sessions that keep one of ours waiting for a lock. Only who leads takes these locks, and only for as long as a statement takes; so whoever keeps
/// one longer has been stopped or cut off in the middle of a transaction, and its session would keep it until the network gives it up. What it had begun is rolled
/// back, and nothing that it may still try is believed: it leads no more, or tries again.
/// </summary>
internal sealed class BlockerWatch : IAsyncDisposable
{
    private const string End = """
        select count(pg_terminate_backend(a.pid)) from unnest(pg_blocking_pids($1)) as blocker join pg_stat_activity a on a.pid = blocker where a.usename = current_user
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource over = new();
    private readonly Task watching;

    public BlockerWatch(NpgsqlDataSource dataSource, NpgsqlConnection waiting, TimeProvider clock, ILogger logger) =>
        watching = WatchAsync(dataSource, waiting.ProcessID, clock, logger);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task WatchAsync(NpgsqlDataSource dataSource, int waiting, TimeProvider clock, ILogger logger)
    {
        while (true)
        {
            await Task.Delay(Patience, clock, over.Token);
            try
            {
                await using var end = dataSource.CreateCommand(End);
                end.Parameters.AddWithValue(waiting);
                if (await end.ExecuteScalarAsync(over.Token) is > 0L)
                {
                    logger.LogWarning("a session that kept a lock longer than {Patience} was ended: who held it was stopped or cut off", Patience);
                }
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !over.IsCancellationRequested)
            {
                logger.LogWarning("who keeps a lock can't be asked now: {Reason}", e.Message);
            }
        }
    }
}
