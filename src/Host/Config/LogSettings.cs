using Croupier.Kernel;
using Croupier.Platform.Log;

namespace Croupier.Host.Config;

internal enum LogKind
{
    Postgres,
    RabbitMq,
}

/// <summary>The command log: which implementation, where it is, and who this process is there.</summary>
internal sealed record LogSettings
{
    public required LogKind Kind { get; init; }

    public required ServerSettings Postgres { get; init; }

    public required PostgresCommandLogOptions PostgresOptions { get; init; }

    public required RabbitSettings Rabbit { get; init; }

    /// <summary>By role: producers may append and read nothing, the ledger reads.</summary>
    public required IReadOnlyDictionary<Role, LogCredentials> Credentials { get; init; }

    public static LogSettings Read(ConfigurationSection root)
    {
        var section = root.Section("log", "The command log.");
        var kind = section.One("kind", Kinds.Choice(new Dictionary<string, LogKind> { ["postgres"] = LogKind.Postgres, ["rabbitmq"] = LogKind.RabbitMq }), LogKind.Postgres, "What keeps it.");
        var uses = RoleNames.Producers.Except([Role.Operator]).ToArray();
        var postgres = section.Section("postgres", "A log in PostgreSQL.");
        return new LogSettings
        {
            Kind = kind,
            Postgres = ServerSettings.Read(postgres, "croupier_log", kind == LogKind.Postgres ? Need.Of(uses) : Need.None),
            PostgresOptions = ReadOptions(postgres),
            Rabbit = RabbitSettings.Read(section.Section("rabbitmq", "A log in RabbitMQ."), kind == LogKind.RabbitMq ? Need.Of(uses) : Need.None),
            Credentials = ReadCredentials(section.Section("credentials", "Who each role is at the log, in either kind. A process needs those of its own roles alone.")),
        };
    }

    private static PostgresCommandLogOptions ReadOptions(ConfigurationSection section)
    {
        var d = new PostgresCommandLogOptions();
        return new PostgresCommandLogOptions
        {
            FlushAppends = section.One("flush_appends", Kinds.Switch, d.FlushAppends, "Whether an append waits for the disk. Must be true where the ledger's database is in another PostgreSQL cluster than the log."),
            WaitingAppends = section.One("waiting_appends", Kinds.Integer(1, 65_536), d.WaitingAppends, "Appends of a partition that wait for the one under way."),
            GroupBatches = section.One("group_batches", Kinds.Integer(1, 4096), d.GroupBatches, "Appends that go in one transaction."),
            GroupBytes = section.One("group_bytes", Kinds.Integer(1, 64 << 20), d.GroupBytes, "Bytes after which a group takes no further batch."),
            BatchBytes = section.One("batch_bytes", Kinds.Integer(1, 16 << 20), d.BatchBytes, "The largest batch."),
            ReadBatches = section.One("read_batches", Kinds.Integer(1, 65_536), d.ReadBatches, "Batches that a reader takes at once."),
            ReadBytes = section.One("read_bytes", Kinds.Integer(1, 256 << 20), d.ReadBytes, "Bytes after which a reader takes no further batch at once."),
            RetryFor = section.One("retry_for", Kinds.Time("0s", "10m"), d.RetryFor, "How long an append is tried again while the server is away."),
            LookEvery = section.One("look_every", Kinds.Time("10ms", "1h"), d.LookEvery, "How often a waiting reader looks without having been woken."),
        };
    }

    private static Dictionary<Role, LogCredentials> ReadCredentials(ConfigurationSection section)
    {
        var credentials = new Dictionary<Role, LogCredentials>();
        foreach (var role in RoleNames.Producers)
        {
            var name = RoleNames.Of(role);
            var one = section.Section(name, role == Role.Ledger ? "The ledger: reads, trims, and appends its ticks." : role == Role.Operator ? "Operator verbs: append alone." : $"The role {name}: appends alone.");
            var user = one.One("user", Names.User, "croupier_" + name, "The user.");
            if (one.Secret("password", SecretWords.Password, "Its password.", Need.Of(role)) is { } password)
            {
                credentials[role] = new LogCredentials(user, password);
            }
        }

        return credentials;
    }
}

/// <summary>Who a role is at the log.</summary>
internal sealed record LogCredentials(string User, SecretReference Password);

/// <summary>A RabbitMQ cluster.</summary>
internal sealed record RabbitSettings
{
    /// <summary>host:port of its nodes.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    public required string VirtualHost { get; init; }

    public required bool Tls { get; init; }

    /// <summary>The authority of the nodes' certificates, a PEM file; null: the machine's own.</summary>
    public required string? Authority { get; init; }

    public static RabbitSettings Read(ConfigurationSection section, Need need) => new()
    {
        Hosts = section.Many("hosts", Kinds.Endpoint, [], "The nodes, as HOST:PORT.", need),
        VirtualHost = section.One("virtual_host", Kinds.Text("1 to 127 characters", text => text.Length is > 0 and <= 127), "croupier", "The virtual host, the platform's own."),
        Tls = section.One("tls", Kinds.Switch, true, "Whether TLS is spoken, with the nodes' names proven. false: in clear, for this machine alone."),
        Authority = section.File("authority", null, "The authority of the nodes' certificates, PEM. Without it the machine's own authorities count."),
    };
}
