using Croupier.Platform.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Tests.System.Log;

/// <summary>What each user of the log can do with it, and what it can't, asked of the server itself.</summary>
public sealed class LogRightsTests : LogTest
{
    private static readonly string[] Forbidden =
    [
        "SELECT bytes FROM log.batch",
        "SELECT count(*) FROM log.batch",
        "SELECT next_offset FROM log.partition",
        "SELECT * FROM log.opening",
        "DELETE FROM log.batch",
        "UPDATE log.batch SET bytes = ''",
        "UPDATE log.partition SET next_offset = 0",
        "INSERT INTO log.batch VALUES (3, 1, 9, now(), 'x')",
        "INSERT INTO log.partition (partition) VALUES (9)",
        "TRUNCATE log.batch",
        "DELETE FROM log.migration",
        "CREATE TABLE log.mine (id int)",
        "CREATE FUNCTION log.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION log.append(to_partition integer, batches bytea[], at timestamptz, OUT in_incarnation bigint, OUT first_offset bigint) LANGUAGE sql AS 'SELECT 1, 1'",
    ];

    [PostgresFact]
    public async Task A_producers_user_appends_and_can_neither_read_nor_change_what_is_on_the_log()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        await using var source = await UserAsync(harness, LogRights.OfProducer);
        await using var producer = new PostgresCommandLog(source, TimeProvider.System, NullLoggerFactory.Instance);

        await AppendAsync(producer, 0, 3, Partition);

        Assert.Equal(["0", "1", "2"], (await ReadAsync(harness.Open(), LogPosition.Start, 3, Partition)).Select(Text));
        await RefusedAsync(source, Forbidden);
        await Assert.ThrowsAsync<PostgresException>(() => producer.ExtentAsync(Partition, Patience));
        await Assert.ThrowsAsync<PostgresException>(() => producer.OpenIncarnationAsync(Partition, Patience));
    }

    [PostgresFact]
    public async Task The_ledgers_user_reads_trims_opens_incarnations_and_appends_its_ticks_and_changes_no_batch()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        await using var source = await UserAsync(harness, LogRights.OfLedger);
        await using var ledger = new PostgresCommandLog(source, TimeProvider.System, NullLoggerFactory.Instance);

        await AppendAsync(ledger, 0, 3, Partition);
        Assert.Equal(["0", "1", "2"], (await ReadAsync(ledger, LogPosition.Start, 3, Partition)).Select(Text));
        await ledger.TrimAsync(Partition, new LogPosition(1, 2, 0), Patience);
        Assert.Equal(2, (await ledger.ExtentAsync(Partition, Patience)).FirstOffset);
        Assert.Equal(2U, await ledger.OpenIncarnationAsync(Partition, Patience));
        await RefusedAsync(source, [.. Forbidden.Where(sql => sql.Contains("log.batch S", StringComparison.Ordinal) || sql.Contains("TRUNCATE", StringComparison.Ordinal) || sql.StartsWith("CREATE", StringComparison.Ordinal))]);
    }

    [PostgresFact]
    public async Task A_user_who_was_a_reader_is_none_after_the_rights_of_a_producer_were_given()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        await using var source = await UserAsync(harness, user => [.. LogRights.OfLedger(user), .. LogRights.OfProducer(user)]);

        await RefusedAsync(source, Forbidden);
    }

    /// <summary>The function runs as the log's owner: whatever its caller puts before the server's own functions and tables must not be found.</summary>
    [PostgresFact]
    public async Task A_producer_with_a_search_path_of_its_own_is_given_nothing_more()
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        await using var source = await UserAsync(harness, LogRights.OfProducer, further: ", TEMPORARY, CREATE");
        await using var connection = await source.OpenConnectionAsync();
        var schema = $"mine_{Guid.NewGuid():N}";
        foreach (var sql in new[]
        {
            $"CREATE SCHEMA {schema}",
            $"GRANT USAGE ON SCHEMA {schema} TO PUBLIC",
            $"CREATE FUNCTION {schema}.pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE FROM log.batch; END'",
            $"CREATE FUNCTION {schema}.cardinality(bytea[]) RETURNS int LANGUAGE plpgsql AS 'BEGIN DELETE FROM log.batch; RETURN 1; END'",
            "CREATE TEMP TABLE partition (partition int)",
            $"SET search_path = {schema}, pg_temp, pg_catalog",
            "SELECT log.append(3, ARRAY['one'::bytea], now())",
            "SELECT log.append(3, ARRAY['two'::bytea], now())",
        })
        {
            await RunAsync(connection, sql);
        }

        Assert.Equal(2L, await harness.Database.ScalarAsync<long>("SELECT count(*) FROM log.batch"));

        // The attack is a real one: without the fixed path it succeeds.
        await harness.Database.ExecuteAsync("ALTER FUNCTION log.append(integer, bytea[], timestamptz) RESET search_path");
        await RunAsync(connection, "SELECT log.append(3, ARRAY['three'::bytea], now())");
        Assert.Equal(0L, await harness.Database.ScalarAsync<long>("SELECT count(*) FROM log.batch"));
    }

    [PostgresTheory]
    [InlineData("ARRAY[]::bytea[]")]
    [InlineData("NULL::bytea[]")]
    [InlineData("ARRAY[NULL::bytea]")]
    [InlineData("ARRAY[''::bytea]")]
    [InlineData("ARRAY[convert_to(repeat('x', 16777217), 'UTF8')]")]
    public async Task What_is_no_batch_is_refused_by_the_server_and_takes_no_offset(string batches)
    {
        await using var harness = await PostgresLogHarness.StartAsync(ownServer: false);
        await using var source = await UserAsync(harness, LogRights.OfProducer);
        await using var command = source.CreateCommand($"SELECT log.append(3, {batches}, now())");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InvalidParameterValue, refused.SqlState);
        Assert.Equal(0L, await harness.Database.ScalarAsync<long>("SELECT coalesce(sum(next_offset), 0)::bigint FROM log.partition"));
    }

    protected override async Task<LogHarness> StartAsync(bool ownServer) => await PostgresLogHarness.StartAsync(ownServer);

    private static async Task<NpgsqlDataSource> UserAsync(PostgresLogHarness harness, Func<string, IReadOnlyList<string>> rights, string further = "")
    {
        var user = $"log_user_{Guid.NewGuid():N}";
        await harness.Server.EnsureUserAsync(user, "word");
        await harness.Database.ExecuteAsync($"GRANT CONNECT{further} ON DATABASE {harness.Database.Name} TO {user}");
        foreach (var statement in rights(user))
        {
            await harness.Database.ExecuteAsync(statement);
        }

        return NpgsqlDataSource.Create(harness.Server.ConnectionString(harness.Database.Name, user, "word"));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task RefusedAsync(NpgsqlDataSource source, IReadOnlyList<string> statements)
    {
        Assert.NotEmpty(statements);
        foreach (var sql in statements)
        {
            await using var command = source.CreateCommand(sql);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{sql}: {refused.Message}");
        }
    }
}
