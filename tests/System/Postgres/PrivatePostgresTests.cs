using Croupier.Host.Dev;
using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Tests.System.Postgres;

public sealed class PrivatePostgresTests
{
    [PostgresFact]
    public async Task A_database_made_here_is_stamped_and_its_owner_cannot_remove_the_stamp()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();

        Assert.True(await DevelopmentStamp.IsStampedAsync(database.DataSource));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("DELETE FROM croupier.stamp"));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("DROP SCHEMA croupier CASCADE"));
        Assert.True(await DevelopmentStamp.IsStampedAsync(database.DataSource));
    }

    [PostgresFact]
    public async Task A_database_made_elsewhere_is_not_stamped()
    {
        var server = await PostgresFixture.ServerAsync();
        await using var other = NpgsqlDataSource.Create(server.SuperuserConnectionString("postgres"));

        Assert.False(await DevelopmentStamp.IsStampedAsync(other));
    }

    [PostgresTheory]
    [InlineData("fsync", "on")]
    [InlineData("full_page_writes", "on")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("data_checksums", "on")]
    [InlineData("listen_addresses", "")]
    [InlineData("server_encoding", "UTF8")]
    [InlineData("lc_collate", "C")]
    [InlineData("timezone", "UTC")]
    public async Task The_server_is_as_durable_as_in_production_and_reachable_by_its_socket_only(string setting, string expected)
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        Assert.Equal(expected, await database.ScalarAsync<string>("SELECT current_setting($1)", setting));
    }

    [PostgresFact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        var folder = PostgresFixture.NewFolder();
        await using (var first = await PostgresFixture.StartOwnAsync(folder))
        {
            await first.EnsureDatabaseAsync("kept", "owner", "it's a secret");
            await using var dataSource = NpgsqlDataSource.Create(first.ConnectionString("kept", "owner", "it's a secret"));
            await ExecuteAsync(dataSource, "CREATE SCHEMA s; CREATE TABLE s.t AS SELECT 7 AS n");
        }

        await using var second = await PostgresFixture.StartOwnAsync(folder);
        await second.EnsureDatabaseAsync("kept", "owner", "another");
        await using var again = NpgsqlDataSource.Create(second.ConnectionString("kept", "owner", "another"));
        Assert.Equal(7, await ScalarAsync<int>(again, "SELECT n FROM s.t"));
        Assert.True(await DevelopmentStamp.IsStampedAsync(again));
    }

    [PostgresFact]
    public async Task A_wrong_password_and_another_areas_user_are_refused()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        await using var other = await PostgresFixture.CreateDatabaseAsync();
        foreach (var (user, password) in new[] { (database.User, "wrong"), (other.User, new NpgsqlConnectionStringBuilder(other.ConnectionString).Password!) })
        {
            await using var connection = new NpgsqlConnection(database.Server.ConnectionString(database.Name, user, password) + ";Pooling=false");
            await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        }
    }

    [PostgresFact]
    public async Task A_server_that_was_killed_starts_again_with_everything_committed()
    {
        await using var server = await PostgresFixture.StartOwnAsync();
        await using var database = await PostgresFixture.CreateDatabaseAsync(server);
        await database.ExecuteAsync("CREATE TABLE t (n integer); INSERT INTO t VALUES (7)");
        var pid = server.PostmasterPid;

        PrivatePostgresShell.Signal(pid, PrivatePostgresShell.SigKill);
        await server.ServerEnded;
        await server.RestartAsync();

        Assert.NotEqual(pid, server.PostmasterPid);
        database.DataSource.Clear();
        Assert.Equal(7, await database.ScalarAsync<int>("SELECT n FROM t"));
    }

    [PostgresFact]
    public async Task A_folder_in_use_is_refused_and_the_server_in_it_is_left_alone()
    {
        var folder = PostgresFixture.NewFolder();
        await using var first = await PostgresFixture.StartOwnAsync(folder);

        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(() => PostgresFixture.StartOwnAsync(folder));

        Assert.Equal(ExitCode.DataFolderUnusable, refused.ExitCode);
        Assert.False(first.ServerEnded.IsCompleted);
    }

    [PostgresFact]
    public async Task A_server_that_a_killed_run_left_behind_is_stopped_first()
    {
        var folder = PostgresFixture.NewFolder();
        await using (await PostgresFixture.StartOwnAsync(folder))
        {
        }

        var cluster = Path.Combine(folder, "cluster");
        var socketFolder = Directory.CreateTempSubdirectory("croupier-tests-left-").FullName;
        var account = PrivatePostgresAccount.Choose(null);
        account.TakeOver(socketFolder);
        var binaries = PrivatePostgresBinaries.Find(null);
        var command = account.Become(binaries.Postgres, "-D", cluster, "-c", "listen_addresses=", "-c", $"unix_socket_directories={socketFolder}");
        var leftBehind = await PrivatePostgresServer.StartAsync(cluster, Path.Combine(folder, "left.log"), command, TimeSpan.FromSeconds(60), CancellationToken.None);

        await using (var second = await PostgresFixture.StartOwnAsync(folder))
        {
            Assert.True(leftBehind.Ended.IsCompleted);
            Assert.NotEqual(leftBehind.Pid, second.PostmasterPid);
        }

        Directory.Delete(socketFolder, recursive: true);
    }

    [PostgresFact]
    public async Task A_process_id_that_belongs_to_another_program_by_now_is_left_alone()
    {
        var folder = PostgresFixture.NewFolder();
        await using (await PostgresFixture.StartOwnAsync(folder))
        {
        }

        var cluster = Path.Combine(folder, "cluster");
        await File.WriteAllTextAsync(Path.Combine(cluster, "postmaster.pid"), $"{Environment.ProcessId}\n{cluster}\n");
        Assert.False(PrivatePostgresServer.IsServerOf(Environment.ProcessId, cluster));
        await PrivatePostgresServer.StopLeftOverAsync(cluster, TimeSpan.Zero, CancellationToken.None);
    }

    [PostgresFact]
    public async Task Data_of_a_newer_PostgreSQL_is_refused_with_what_to_install()
    {
        var folder = PostgresFixture.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, "cluster"));
        await File.WriteAllTextAsync(Path.Combine(folder, "cluster", "PG_VERSION"), "99\n");

        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(() => PostgresFixture.StartOwnAsync(folder));

        Assert.Equal(ExitCode.DataFromNewerVersion, refused.ExitCode);
        Assert.Contains("postgresql-99", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_server_that_cannot_start_says_why_in_one_line()
    {
        var options = new PrivatePostgresOptions
        {
            DataFolder = PostgresFixture.NewFolder(),
            Settings = new Dictionary<string, string> { ["max_connections"] = "none" },
        };

        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(() => PrivatePostgres.StartAsync(options, CancellationToken.None));

        Assert.Equal(ExitCode.NoPostgres, refused.ExitCode);
        Assert.Contains("max_connections", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Where_no_server_is_installed_the_message_says_what_to_install()
    {
        var missing = Assert.Throws<PrivatePostgresException>(() => PrivatePostgresBinaries.Find(null, "/nowhere", "/nowhere/bin"));

        Assert.Equal(ExitCode.NoPostgres, missing.ExitCode);
        Assert.Contains("apt-get install postgresql", missing.Message, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
