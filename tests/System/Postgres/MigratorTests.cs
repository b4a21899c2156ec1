using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Tests.System.Postgres;

public sealed class MigratorTests
{
    private static readonly Migration First = new(1, "first", "CREATE TABLE area.one (id integer PRIMARY KEY)");
    private static readonly Migration Second = new(2, "second", "CREATE TABLE area.two (id integer); INSERT INTO area.two VALUES (7)");

    [PostgresFact]
    public async Task An_area_is_brought_up_from_the_steps_in_the_assembly_and_a_second_time_changes_nothing()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        Assert.Equal(0, (await Migrator.StatusAsync(database.DataSource, "Log")).Applied);

        await Migrator.UpAsync(database.DataSource, "Log");
        await Migrator.UpAsync(database.DataSource, "Log");

        var status = await Migrator.StatusAsync(database.DataSource, "Log");
        Assert.Equal("log", status.Schema);
        Assert.Equal(status.Known, status.Applied);
        Assert.Equal((long)status.Known, await database.ScalarAsync<long>("SELECT count(*) FROM log.migration"));
    }

    [PostgresFact]
    public async Task Later_steps_are_applied_to_an_older_database()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(database.DataSource, "area", [First]);
        await Migrator.UpAsync(database.DataSource, "area", [First, Second]);

        Assert.Equal(7, await database.ScalarAsync<int>("SELECT id FROM area.two"));
    }

    [PostgresFact]
    public async Task A_changed_step_that_was_applied_is_refused_and_nothing_after_it_is_applied()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(database.DataSource, "area", [First]);

        var changed = First with { Sql = First.Sql + " " };
        var refused = await Assert.ThrowsAsync<MigrationChangedException>(
            () => Migrator.UpAsync(database.DataSource, "area", [changed, Second]));

        Assert.Equal(ExitCode.DataFromNewerVersion, refused.ExitCode);
        Assert.Contains("step 1 (first) of schema area", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM area.migration"));
    }

    [PostgresFact]
    public async Task A_database_from_a_newer_version_is_refused()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(database.DataSource, "area", [First, Second]);

        var refused = await Assert.ThrowsAsync<DataFromNewerVersionException>(
            () => Migrator.UpAsync(database.DataSource, "area", [First]));
        Assert.Equal(ExitCode.DataFromNewerVersion, refused.ExitCode);
    }

    [PostgresFact]
    public async Task A_step_that_fails_leaves_nothing_behind_and_the_lock_is_free()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        var broken = new Migration(2, "broken", "CREATE TABLE area.two (id integer); SELECT 1 / 0");
        await Assert.ThrowsAsync<PostgresException>(() => Migrator.UpAsync(database.DataSource, "area", [First, broken]));

        await Migrator.UpAsync(database.DataSource, "area", [First, Second]);
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM area.migration"));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    [PostgresFact]
    public async Task Processes_that_start_at_once_apply_each_step_once()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Migrator.UpAsync(database.DataSource, "area", [First, Second])));

        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM area.two"));
    }

    [PostgresFact]
    public async Task The_schema_of_one_area_is_brought_up_by_a_user_who_owns_nothing_else()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        var user = $"owner_of_area_{Guid.NewGuid():N}";
        await database.Server.EnsureSchemaAsync(database.Name, "area", user, "word");
        await using var dataSource = NpgsqlDataSource.Create(database.Server.ConnectionString(database.Name, user, "word"));

        await Migrator.UpAsync(dataSource, "area", [First, Second]);

        await using var elsewhere = dataSource.CreateCommand("CREATE SCHEMA other");
        await Assert.ThrowsAsync<PostgresException>(() => elsewhere.ExecuteNonQueryAsync());
        Assert.Equal(2L, await Count(dataSource));
    }

    [Fact]
    public async Task Steps_whose_numbers_have_a_gap_are_refused_before_the_database_is_asked() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Migrator.UpAsync(null!, "area", [First, Second with { Number = 3 }]));

    private static async Task<long> Count(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM area.migration");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
