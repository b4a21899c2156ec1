using Npgsql;

namespace Croupier.Tests.System.Migrate;

/// <summary>What each database user that <c>migrate</c> made can see and do, asked of the server: its own area, and nothing of any other.</summary>
public sealed class UserRightsTests
{
    private static readonly (string Role, string Schema, string Table)[] Areas =
    [
        ("ledger", "ledger", "block"), ("ledger", "history", "page"), ("fairness", "fairness", "migration"), ("identity", "vault", "migration"), ("wallet", "wallet", "migration"), ("audit", "audit", "migration"),
    ];

    [PostgresFact]
    public async Task An_areas_user_sees_its_own_schema_and_no_other()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        foreach (var role in Areas.Select(a => a.Role).Distinct())
        {
            var source = deployment.As(role, deployment.Main);
            foreach (var (owner, schema, table) in Areas)
            {
                var refusal = await RefusalAsync(source, $"SELECT count(*) FROM {schema}.{table}");
                Assert.True((refusal is null) == (owner == role), $"{role} in {schema}: {refusal ?? "let in"}");
            }

            foreach (var sql in new[] { "CREATE SCHEMA mine", "CREATE TABLE public.mine (id int)", "CREATE TEMP TABLE mine (id int)", $"SET ROLE {deployment.LogDatabase}_owner", $"CREATE DATABASE mine_{deployment.Tag}", "CREATE ROLE mine" })
            {
                Assert.True(await RefusalAsync(source, sql) is "42501", $"{role}: {sql}");
            }
        }
    }

    /// <summary>Isolation of the gateway and games: there is no user of theirs to get into the ledger's database with.</summary>
    [PostgresFact]
    public async Task Producers_without_a_database_cannot_enter_the_ledgers()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();

        Assert.Equal("42501", await RefusalAsync(deployment.As("games", deployment.Main), "SELECT 1"));
        Assert.Equal("42501", await RefusalAsync(deployment.As("operator", deployment.Main), "SELECT 1"));
        Assert.DoesNotContain(deployment.Configuration(Role.Games).Roles, r => r == Role.Ledger);
        var (_, secrets, databases) = await deployment.OpenAsync(Role.Games);
        Assert.Empty(databases.Ledger);
        Assert.Empty(secrets.LedgerPasswords);
        Assert.Equal([Role.Games], databases.Log.Keys);
        Assert.Null(secrets.Producers.Find(new Kernel.Caller(Role.Ledger, 1), 1));
    }

    [PostgresFact]
    public async Task Every_producer_appends_to_the_log_and_only_the_ledger_reads_it()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        foreach (var role in new[] { "games", "fairness", "identity", "wallet", "audit", "operator", "ledger" })
        {
            var source = deployment.As(role, deployment.LogDatabase);
            Assert.Null(await RefusalAsync(source, "SELECT log.append(0, ARRAY['one'::bytea], now())"));
            Assert.Equal(role == "ledger" ? null : "42501", await RefusalAsync(source, "SELECT bytes FROM log.batch"));
            Assert.Equal("42501", await RefusalAsync(source, "UPDATE log.batch SET bytes = 'x'"));
            Assert.Equal("42501", await RefusalAsync(source, "CREATE TEMP TABLE mine (id int)"));
        }
    }

    /// <summary>Statements go to the server's log, so no statement holds a password.</summary>
    [PostgresFact]
    public async Task The_server_is_given_a_verifier_and_never_a_password()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        await using var superuser = NpgsqlDataSource.Create((await PostgresFixture.ServerAsync()).SuperuserConnectionString() + ";Pooling=false");
        await using var command = superuser.CreateCommand("SELECT rolpassword FROM pg_authid WHERE rolname = $1");
        command.Parameters.AddWithValue(deployment.User("games"));

        Assert.StartsWith("SCRAM-SHA-256$4096:", (string)(await command.ExecuteScalarAsync())!, StringComparison.Ordinal);
        Assert.Null(await RefusalAsync(deployment.As("games", deployment.LogDatabase), "SELECT 1"));
    }

    /// <summary>The SQL state, or null.</summary>
    private static async Task<string?> RefusalAsync(NpgsqlDataSource source, string sql)
    {
        try
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }
}
