using Croupier.Kernel.Ports;
using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Tests.System.Log;

public sealed class PostgresCommandLogTests : CommandLogContract
{
    [PostgresFact]
    public async Task A_log_that_was_never_appended_to_is_waited_on_and_then_read()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        var (log, other) = (harness.Open(), harness.Open());
        var reading = ReadAsync(log, LogPosition.Start, 1, Partition);
        await AppendAsync(other, 0, 1, Partition);
        Assert.Equal("0", Text((await reading)[0]));
    }

    [PostgresFact]
    public async Task Appends_that_wait_for_one_another_go_in_few_transactions()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        var log = harness.Open();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => log.AppendAsync(Partition, Batch($"{i}"), Patience)));

        // The id of the transaction that wrote a row stands in its hidden column xmin.
        var transactions = await harness.Database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM log.batch");
        Assert.InRange(transactions, 1, 250);
    }

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Appends_wait_for_the_disk_only_where_the_log_has_a_cluster_of_its_own(bool flush)
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: true);
        var log = harness.Open(new PostgresCommandLogOptions { FlushAppends = flush });
        var before = await SyncsAsync(harness);
        await AppendAsync(log, 0, 200, Partition);
        await log.DisposeAsync();

        // A commit that waits for the disk syncs the write-ahead log; else only the server's own writer does, a few times a second.
        var after = await SyncsAsync(harness);
        Assert.True(flush == after - before >= 200, $"200 appends one after the other made {after - before} syncs");
    }

    [PostgresFact]
    public async Task A_missing_batch_is_a_gap_after_all_before_it_were_delivered()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        var log = harness.Open();
        await AppendAsync(log, 0, 6);
        await harness.LoseBatchAsync(Partition, 3);

        await using var reading = Read(log, new LogPosition(1, 1, 0));
        Assert.Equal(["1", "2"], (await reading.TakeAsync(2)).Select(Text));
        await Assert.ThrowsAsync<LogGapException>(() => reading.NextAsync());
        await Assert.ThrowsAsync<LogGapException>(() => ReadAsync(log, new LogPosition(1, 3, 0), 1));
        Assert.Equal(["4", "5"], (await ReadAsync(log, new LogPosition(1, 4, 0), 2)).Select(Text));
    }

    [PostgresFact]
    public async Task A_mistake_that_trying_again_does_not_heal_reaches_the_caller_at_once()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        await harness.Database.ExecuteAsync("DROP TABLE log.batch");
        var log = harness.Open();

        var refused = await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(Partition, Batch("never"), Patience));
        Assert.IsType<PostgresException>(refused.InnerException);
    }

    [PostgresFact]
    public async Task Appends_to_a_server_that_stays_away_fail_when_their_time_is_up()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: true);
        var log = harness.Open(new PostgresCommandLogOptions { RetryFor = TimeSpan.FromMilliseconds(200) });
        await AppendAsync(log, 0, 1, Partition);
        KillDash9(harness.Server.PostmasterPid);
        await harness.Server.ServerEnded;

        // The one backend of our connection may still answer for a moment; what fails must fail as an unknown fate.
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await log.AppendAsync(Partition, Batch("on its way"), Patience);
            }
        });
    }

    /// <summary>
    /// The promise that lets appends go without a flush: what a reader was handed before the ledger committed, in a database of the same cluster, is on the
    /// log after any crash (docs/adr/0002-postgresql-log.md).
    /// </summary>
    [PostgresFact]
    public async Task No_batch_that_the_ledger_has_committed_is_lost_when_the_server_is_killed()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: true);
        await using var ledger = await PostgresFixture.CreateDatabaseAsync(harness.Server);
        await ledger.ExecuteAsync("CREATE TABLE head (batch_offset bigint NOT NULL); INSERT INTO head VALUES (-1)");
        var random = new Random();
        for (var round = 0; round < 3; round++)
        {
            var log = harness.Open(new PostgresCommandLogOptions { RetryFor = TimeSpan.Zero });
            var committed = await ledger.ScalarAsync<long>("SELECT batch_offset FROM head");
            using var stop = new CancellationTokenSource();
            var appending = AppendUntilItFailsAsync(log, stop.Token);
            var killAfter = committed + random.Next(20, 400);
            try
            {
                await using var session = await ledger.DataSource.OpenConnectionAsync();
                await using var commit = new NpgsqlCommand("UPDATE head SET batch_offset = $1", session) { Parameters = { new NpgsqlParameter<long>() } };
                await foreach (var record in log.ReadAsync(Partition, new LogPosition(1, committed, 0), Patience))
                {
                    if (record.Offset == killAfter)
                    {
                        KillDash9(harness.Server.PostmasterPid);
                    }

                    // The last of these meets a server that dies: it may commit or not.
                    ((NpgsqlParameter<long>)commit.Parameters[0]).TypedValue = record.Offset;
                    await commit.ExecuteNonQueryAsync();
                    if (record.Offset >= killAfter)
                    {
                        break;
                    }
                }
            }
            catch (NpgsqlException)
            {
                // The commit's session died with the server: its fate is read from the database after the restart.
            }

            await stop.CancelAsync();
            await appending;
            await log.DisposeAsync();
            await harness.Server.RestartAsync();
            ledger.DataSource.Clear();

            var head = await ledger.ScalarAsync<long>("SELECT batch_offset FROM head");
            var extent = await harness.Open().ExtentAsync(Partition, Patience);
            Assert.True(head < extent.NextOffset, $"round {round}: the ledger is at {head}, its log ends before {extent.NextOffset}");
            Assert.True(head >= killAfter - 1, $"round {round}: killed at {killAfter}, the ledger is at {head}");
            Assert.Equal(head, (await ReadAsync(harness.Open(), new LogPosition(1, head, 0), 1, Partition))[0].Offset);
        }
    }

    protected override async Task<LogHarness> StartAsync(bool ownServer) => await PostgresLogHarness.StartAsync(ownServer);

    /// <summary>Statistics of a session are written when it ends, so this counts those of sessions that have ended.</summary>
    private static async Task<long> SyncsAsync(PostgresLogHarness harness)
    {
        harness.CloseIdleConnections();
        await using var connection = new NpgsqlConnection(harness.Server.SuperuserConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var others = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = $1", connection)
        {
            Parameters = { new() { Value = harness.Database.Name } },
        };
        while ((long)(await others.ExecuteScalarAsync(Patience))! > 0)
        {
            Patience.ThrowIfCancellationRequested();
        }

        await using var syncs = new NpgsqlCommand("SELECT wal_sync FROM pg_stat_wal", connection);
        return (long)(await syncs.ExecuteScalarAsync())!;
    }

    private static void KillDash9(int pid) => Host.Dev.PrivatePostgresShell.Signal(pid, Host.Dev.PrivatePostgresShell.SigKill);

    private static async Task AppendUntilItFailsAsync(PostgresCommandLog log, CancellationToken cancellation)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                await log.AppendAsync(Partition, Batch($"{i}"), cancellation);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The server was killed under it.
        }
    }
}
