using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Migrate;

/// <summary>What <c>migrate</c> has to do with one database.</summary>
internal sealed record DatabasePlan
{
    public required string What { get; init; }

    public required ServerSettings Server { get; init; }

    /// <summary>Who owns the schemas: the area's user, or for the log a user that nobody signs in as.</summary>
    public required string Owner { get; init; }

    public required IReadOnlyList<SchemaPlan> Schemas { get; init; }

    public required IReadOnlyList<UserPlan> Users { get; init; }
}

/// <summary>A schema and the area whose migrations make it.</summary>
internal sealed record SchemaPlan(string Area, string Schema);

/// <summary>A database user. <paramref name="Role"/> is the role of the platform that signs in as it.</summary>
internal sealed record UserPlan(string Name, Role Role, string Key, SecretReference Password);

/// <summary>Which databases, schemas and users a configuration speaks of: those with a server, of the chosen roles.</summary>
internal static class MigrationPlan
{
    /// <param name="roles">Null: all.</param>
    public static IReadOnlyList<DatabasePlan> Of(Configuration configuration, IReadOnlyList<Role>? roles)
    {
        bool IsChosen(Role role) => roles?.Contains(role) ?? true;
        var plans = new List<DatabasePlan>();
        if (configuration.Log.Kind == LogKind.Postgres && configuration.Log.Postgres.Hosts.Count > 0)
        {
            plans.AddRange(Log(configuration.Log, IsChosen));
        }

        if (IsChosen(Role.Ledger))
        {
            plans.AddRange(configuration.Databases.Ledger.Select(i => Area(
                $"ledger on {i.Name}", Role.Ledger, $"databases.ledger.instances.{i.Name}", i.Database, new("Ledger", "ledger"), new("Ledger/History", "history"))));
        }

        (Role Role, DatabaseSettings Settings, SchemaPlan Schema)[] others =
        [
            (Role.Fairness, configuration.Databases.Fairness, new("Fairness", "fairness")),
            (Role.Identity, configuration.Databases.Identity, new("Identity", "vault")),
            (Role.Wallet, configuration.Databases.Wallet, new("Wallet", "wallet")),
            (Role.Audit, configuration.Databases.Audit, new("Audit", "audit")),
        ];
        plans.AddRange(others
            .Where(o => IsChosen(o.Role) && o.Settings.Server.Hosts.Count > 0)
            .Select(o => Area(RoleNames.Of(o.Role), o.Role, $"databases.{RoleNames.Of(o.Role)}", o.Settings, o.Schema)));
        return plans.Count > 0 ? plans : throw new EnvironmentException(ExitCode.Usage, "the configuration names no database of these roles: log.postgres.hosts, databases.….hosts");
    }

    private static IEnumerable<DatabasePlan> Log(LogSettings log, Func<Role, bool> isChosen)
    {
        var users = log.Credentials
            .Where(c => isChosen(c.Key))
            .Select(c => new UserPlan(c.Value.User, c.Key, $"log.credentials.{RoleNames.Of(c.Key)}.password", c.Value.Password))
            .ToList();
        if (users.FirstOrDefault(u => users.Any(o => o != u && o.Name == u.Name && (o.Role == Role.Ledger) != (u.Role == Role.Ledger))) is { } shared)
        {
            throw new EnvironmentException(ExitCode.Usage, $"log.credentials: {shared.Name} is the ledger's user and another's too: whoever has it could read the log");
        }

        return users.Count == 0 ? [] :
        [
            new DatabasePlan { What = "log", Server = log.Postgres, Owner = log.Postgres.Database + "_owner", Schemas = [new("Log", "log")], Users = users },
        ];
    }

    private static DatabasePlan Area(string what, Role role, string key, DatabaseSettings settings, params SchemaPlan[] schemas) => new()
    {
        What = what,
        Server = settings.Server,
        Owner = settings.User,
        Schemas = schemas,
        Users = [new UserPlan(settings.User, role, $"{key}.password", settings.Password ?? throw new EnvironmentException(ExitCode.Usage, $"{key}.password is missing: a secret"))],
    };
}
