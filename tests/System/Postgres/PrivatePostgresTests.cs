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
}
