using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Secrets;
using Croupier.Host.Serve;
using Croupier.Kernel;
using Croupier.Platform.Log;
using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Host.Migrate;

/// <summary>
/// The platform's databases: each area's user owns its schemas and can enter no other; the log's schema has an owner that nobody signs in as, so that producers append
/// without being able to read. The administrator is asked for what only it can do, and acts as the owners for the rest.
/// </summary>
internal sealed class DatabaseTopology(Configuration configuration, IReadOnlyList<Role>? roles, SecretStore secrets) : ITopology
{
    // A user of two databases (the log's and an area's, on one server) has one password.
    private readonly Dictionary<(string Server, string User), string> passwords = [];

    private IReadOnlyList<DatabasePlan> Plans { get; } = MigrationPlan.Of(configuration, roles);

    public async Task<IReadOnlyList<TopologyLine>> StatusAsync(CancellationToken cancellation)
    {
        var lines = new List<TopologyLine>();
        foreach (var plan in Plans)
        {
            foreach (var user in plan.Users)
            {
                var password = await PasswordAsync(plan, user, cancellation);
                var settings = new DatabaseSettings { Server = plan.Server, User = user.Name, Password = user.Password, Connections = 2 };
                await using var source = ServeDatabases.Source(settings, () => password, "croupier_migrate");
                foreach (var schema in plan.Schemas)
                {
                    lines.Add(await StatusAsync($"{plan.What}: schema {schema.Schema}, as {user.Name}", new AreaSource(schema.Area, schema.Schema, plan.What, source), cancellation));
                }
            }
        }

        return lines;
    }

    /// <summary>For each database: 1. users, 2. the database, 3. schemas, 4. migrations, 5. rights.</summary>
    public async Task UpAsync(TextWriter output, CancellationToken cancellation)
    {
        foreach (var plan in Plans)
        {
            try
            {
                await UpAsync(plan, output, cancellation);
            }
            catch (NpgsqlException error) when (error is not PostgresException)
            {
                throw new EnvironmentException(ExitCode.NoPostgres, $"{plan.What}: {string.Join(", ", plan.Server.Hosts)} does not answer: {error.InnerException?.Message ?? error.Message}");
            }
            catch (PostgresException error)
            {
                throw new EnvironmentException(ExitCode.SchemaNotCurrent, $"{plan.What}: {string.Join(", ", plan.Server.Hosts)} says: {error.MessageText} ({error.SqlState})");
            }
        }
    }

    private static async Task<TopologyLine> StatusAsync(string what, AreaSource source, CancellationToken cancellation)
    {
        try
        {
            var status = await SchemaCheck.StatusAsync(source, cancellation);
            return new TopologyLine(what, $"step {status.Applied} of {status.Known}", status.Applied == status.Known);
        }
        catch (PostgresException refused)
        {
            return new TopologyLine(what, $"is not there for this user: {refused.MessageText}", false);
        }
        catch (NpgsqlException error)
        {
            return new TopologyLine(what, $"does not answer: {error.InnerException?.Message ?? error.Message}", false);
        }
        catch (EnvironmentException error)
        {
            return new TopologyLine(what, error.Message, false);
        }
    }

    private async Task UpAsync(DatabasePlan plan, TextWriter output, CancellationToken cancellation)
    {
        var administrator = plan.Server.Administrator ?? configuration.Migrations.Administrator
            ?? throw new EnvironmentException(ExitCode.Usage, $"nobody may make the database of {plan.What}: migrations.administrator.password is missing");
        var word = (await secrets.OpenAsync("migrations.administrator.password", administrator.Password, SecretFormats.Password, cancellation)).Current;
        var settings = new DatabaseSettings { Server = plan.Server, User = administrator.User, Password = administrator.Password, Connections = 4 };
        await using (var source = ServeDatabases.Source(settings with { Server = plan.Server with { Database = administrator.Database } }, () => word, "croupier_migrate"))
        {
            await WithAsync(source, session => UsersAndDatabaseAsync(session, plan, output, cancellation), cancellation);
        }

        await using (var source = ServeDatabases.Source(settings, () => word, "croupier_migrate"))
        {
            if (await DevelopmentStamp.IsStampedAsync(source, cancellation))
            {
                throw new EnvironmentException(ExitCode.DevelopmentRefused, $"{plan.What}: the database {plan.Server.Database} was made by start-dev, and stays one for development");
            }

            await WithAsync(source, session => SchemasAsync(session, plan, output), cancellation);
        }

        await using (var asOwner = ServeDatabases.Source(settings, () => word, "croupier_migrate", actAs: plan.Owner))
        {
            await MigrateAsync(asOwner, plan, output, cancellation);
        }
    }

    private async Task UsersAndDatabaseAsync(AdministratorSession session, DatabasePlan plan, TextWriter output, CancellationToken cancellation)
    {
        foreach (var user in plan.Users) // 1
        {
            await session.EnsureUserAsync(user.Name, await PasswordAsync(plan, user, cancellation));
        }

        if (plan.Users.All(u => u.Name != plan.Owner))
        {
            await session.EnsureUserAsync(plan.Owner, null);
        }

        await session.JoinAsync(plan.Owner);
        if (await session.EnsureDatabaseAsync(plan.Server.Database)) // 2
        {
            await output.WriteLineAsync($"{plan.What}: made the database {plan.Server.Database}");
        }

        foreach (var user in plan.Users)
        {
            await session.RunAsync($"GRANT CONNECT ON DATABASE {plan.Server.Database} TO {user.Name}");
        }
    }

    private static async Task SchemasAsync(AdministratorSession session, DatabasePlan plan, TextWriter output)
    {
        if (!await session.TryAsync("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
        {
            await output.WriteLineAsync($"{plan.What}: the schema public could not be closed; its owner should: REVOKE ALL ON SCHEMA public FROM PUBLIC");
        }

        foreach (var schema in plan.Schemas) // 3
        {
            await session.EnsureSchemaAsync(schema.Schema, plan.Owner);
        }

        if (plan.Users.Any(u => u.Role == Role.Ledger) && plan.Schemas.Any(s => s.Area == "Ledger") && !await session.TryAsync($"GRANT pg_read_all_stats TO {plan.Owner}"))
        {
            await output.WriteLineAsync($"{plan.What}: {plan.Owner} could not be let see the synchronous standby; a superuser should: GRANT pg_read_all_stats TO {plan.Owner}");
        }
    }

    private static async Task MigrateAsync(NpgsqlDataSource asOwner, DatabasePlan plan, TextWriter output, CancellationToken cancellation)
    {
        foreach (var (area, schema) in plan.Schemas) // 4
        {
            var before = await Migrator.StatusAsync(asOwner, area, schema, cancellation);
            await Migrator.UpAsync(asOwner, area, schema, cancellation);
            await output.WriteLineAsync($"{plan.What}: schema {schema} is at step {before.Known}{(before.Applied == before.Known ? ", as before" : $", from {before.Applied}")}");
        }

        if (plan.Schemas.All(s => s.Area != "Log"))
        {
            return;
        }

        await WithAsync(
            asOwner,
            async session =>
            {
                foreach (var user in plan.Users) // 5
                {
                    foreach (var statement in user.Role == Role.Ledger ? LogRights.OfLedger(user.Name) : LogRights.OfProducer(user.Name))
                    {
                        await session.RunAsync(statement);
                    }
                }
            },
            cancellation);
    }

    private static async Task WithAsync(NpgsqlDataSource source, Func<AdministratorSession, Task> act, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await act(new AdministratorSession(connection, cancellation));
    }

    private async Task<string> PasswordAsync(DatabasePlan plan, UserPlan user, CancellationToken cancellation)
    {
        var password = (await secrets.OpenAsync(user.Key, user.Password, SecretFormats.Password, cancellation)).Current;
        var where = (string.Join(',', plan.Server.Hosts.Order()), user.Name);
        if (passwords.TryAdd(where, password) || passwords[where] == password)
        {
            return password;
        }

        throw new EnvironmentException(ExitCode.Usage, $"{user.Key}: {user.Name} has another password elsewhere on this server, and a user of PostgreSQL has one");
    }
}
