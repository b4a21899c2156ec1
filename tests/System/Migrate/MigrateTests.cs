using Croupier.Host.Data;
using Croupier.Host.Serve;
using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Tests.System.Migrate;

public sealed class MigrateTests
{
    private static readonly Role[] All = [Role.Ledger, Role.Fairness, Role.Games, Role.Identity, Role.Wallet];

    [PostgresFact]
    public async Task From_an_empty_server_to_every_schema_and_a_second_time_changes_nothing()
    {
        await using var deployment = await Deployment.CreateAsync();
        Assert.Equal(ExitCode.CheckFailed, (await deployment.MigrateAsync(up: false)).Code);

        var (code, said) = await deployment.MigrateAsync();
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains($"log: made the database {deployment.LogDatabase}", said, StringComparison.Ordinal);
        var (again, saidAgain) = await deployment.MigrateAsync();
        Assert.Equal(ExitCode.Ok, again);
        Assert.DoesNotContain("made", saidAgain, StringComparison.Ordinal);
        Assert.Equal(7, saidAgain.Split("as before").Length - 1);

        var (status, lines) = await deployment.MigrateAsync(up: false);
        Assert.True(status == ExitCode.Ok, lines);
        var (_, _, databases) = await deployment.OpenAsync(All);
        await SchemaCheck.ExpectAsync(databases.Sources, deployment.File, default);
    }

    [PostgresFact]
    public async Task An_administrator_who_is_no_superuser_suffices_and_says_what_is_left_to_do()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.SuperuserAsync("postgres", $"CREATE ROLE admin_{deployment.Tag} LOGIN CREATEDB CREATEROLE PASSWORD 'word'");
        deployment.Secret("administrator", "word");
        deployment.Replace($"user: {Host.Dev.PrivatePostgres.Superuser}", $"user: admin_{deployment.Tag}");

        Assert.Equal(ExitCode.Ok, (await deployment.MigrateAsync()).Code);
        var (status, lines) = await deployment.MigrateAsync(up: false);
        Assert.True(status == ExitCode.Ok, lines);
    }

    [PostgresFact]
    public async Task Of_one_role_only_its_own_is_made()
    {
        await using var deployment = await Deployment.CreateAsync();

        var (_, said) = await deployment.MigrateAsync(roles: [Role.Wallet]);

        Assert.Contains("wallet: schema wallet", said, StringComparison.Ordinal);
        Assert.Contains("log: schema log", said, StringComparison.Ordinal);
        Assert.DoesNotContain("ledger", said, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await deployment.MigrateAsync(up: false, [Role.Wallet])).Code);
        Assert.Equal(ExitCode.CheckFailed, (await deployment.MigrateAsync(up: false, [Role.Fairness])).Code);
    }

    [PostgresFact]
    public async Task A_process_refuses_a_schema_that_is_older_newer_or_not_there_and_says_what_to_do()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        var (_, _, databases) = await deployment.OpenAsync(Role.Fairness);
        var wanted = databases.Sources.Where(s => s.Area == "Fairness").ToList();

        await deployment.SuperuserAsync(deployment.Main, "UPDATE fairness.migration SET number = 99 WHERE number = (SELECT max(number) FROM fairness.migration)");
        await Assert.ThrowsAsync<DataFromNewerVersionException>(() => SchemaCheck.ExpectAsync(wanted, deployment.File, default));
        await deployment.SuperuserAsync(deployment.Main, "DELETE FROM fairness.migration WHERE number = 99");
        var older = await Assert.ThrowsAsync<EnvironmentException>(() => SchemaCheck.ExpectAsync(wanted, deployment.File, default));
        await deployment.SuperuserAsync(deployment.Main, "DROP SCHEMA fairness CASCADE");
        var gone = await Assert.ThrowsAsync<EnvironmentException>(() => SchemaCheck.ExpectAsync(wanted, deployment.File, default));

        Assert.Equal((ExitCode.SchemaNotCurrent, ExitCode.SchemaNotCurrent), (older.Code, gone.Code));
        Assert.Contains($"croupier migrate up --config {deployment.File}", older.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    [Trait("Requirement", "O7")]
    public async Task A_database_of_start_dev_is_refused_by_those_who_serve_and_by_migrate()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        await using (var superuser = new NpgsqlConnection((await PostgresFixture.ServerAsync()).SuperuserConnectionString(deployment.Main) + ";Pooling=false"))
        {
            await superuser.OpenAsync();
            await DevelopmentStamp.ApplyAsync(superuser, default);
        }

        var (_, _, databases) = await deployment.OpenAsync(Role.Wallet);
        var refused = await Assert.ThrowsAsync<EnvironmentException>(() => SchemaCheck.ExpectAsync(databases.Sources, deployment.File, default));
        var refusedToo = await Assert.ThrowsAsync<EnvironmentException>(() => deployment.MigrateAsync());

        Assert.Equal((ExitCode.DevelopmentRefused, ExitCode.DevelopmentRefused), (refused.Code, refusedToo.Code));
    }

    [PostgresFact]
    public async Task Passwords_are_exchanged_while_processes_run()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.MigrateAsync();
        var (_, secrets, databases) = await deployment.OpenAsync(Role.Wallet);
        await PingAsync(databases.Wallet!);

        deployment.Secret("wallet", "another-password");
        await deployment.MigrateAsync();
        databases.ForgetConnections();
        await Assert.ThrowsAsync<PostgresException>(() => PingAsync(databases.Wallet!));
        await secrets.ReadAgainAsync();

        await PingAsync(databases.Wallet!);
        await PingAsync(databases.Log[Role.Wallet]);
    }

    [PostgresFact]
    public async Task Mistakes_that_would_open_the_log_or_the_server_are_refused()
    {
        await using var deployment = await Deployment.CreateAsync();
        await deployment.SuperuserAsync("postgres", $"CREATE ROLE {deployment.User("wallet")} LOGIN CREATEROLE");
        Assert.Contains("may administer the server", (await Assert.ThrowsAsync<EnvironmentException>(() => deployment.MigrateAsync())).Message, StringComparison.Ordinal);
        await deployment.SuperuserAsync("postgres", $"DROP ROLE {deployment.User("wallet")}");

        deployment.Replace($"games: {{user: {deployment.User("games")}", $"games: {{user: {deployment.User("ledger")}");
        Assert.Contains("could read the log", (await Assert.ThrowsAsync<EnvironmentException>(() => deployment.MigrateAsync())).Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_server_that_does_not_answer_is_told_in_one_line()
    {
        await using var deployment = await Deployment.CreateAsync();
        var folder = (await PostgresFixture.ServerAsync()).SocketFolder;
        deployment.Replace(folder, folder + "-gone");

        Assert.Equal(ExitCode.NoPostgres, (await Assert.ThrowsAsync<EnvironmentException>(() => deployment.MigrateAsync())).Code);
        Assert.Contains("does not answer", (await deployment.MigrateAsync(up: false)).Output, StringComparison.Ordinal);
    }

    private static async Task PingAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync();
    }
}
