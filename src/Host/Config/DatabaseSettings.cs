using Croupier.Kernel;

namespace Croupier.Host.Config;

/// <summary>How one user reaches one database. Without the password: only where it is.</summary>
internal sealed record DatabaseSettings
{
    public required ServerSettings Server { get; init; }

    public required string User { get; init; }

    public required SecretReference? Password { get; init; }

    public required int Connections { get; init; }

    public static DatabaseSettings Read(ConfigurationSection section, Role role) => new()
    {
        Server = ServerSettings.Read(section, "croupier", Need.Of(role)),
        User = section.One("user", Names.User, "croupier_" + RoleNames.Of(role), "The area's user."),
        Password = section.Secret("password", SecretWords.Password, "The user's password.", Need.Of(role)),
        Connections = section.One("connections", Kinds.Integer(4, 1000), 50, "The most connections of this process."),
    };
}

/// <summary>A database of a PostgreSQL server.</summary>
internal sealed record ServerSettings
{
    /// <summary>host:port, or the folder of a Unix socket. With several, the one that takes writes is used.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    public required string Database { get; init; }

    public required ServerTls Tls { get; init; }

    public required string? Authority { get; init; }

    public required TimeSpan ConnectWithin { get; init; }

    /// <summary>Who makes databases and users here; null: who does it elsewhere.</summary>
    public required AdministratorSettings? Administrator { get; init; }

    public static ServerSettings Read(ConfigurationSection section, string database, Need need) => new()
    {
        Hosts = section.Many("hosts", Names.Host, [], "The server, as HOST:PORT or the folder of its Unix socket. With several, a primary and its standbys, the one that takes writes is used.", need),
        Database = section.One("database", Names.User, database, "The database."),
        Tls = section.One("tls", Kinds.Choice(Tlss), ServerTls.VerifyFull, "verify-full: TLS with the server's name and authority proven. off: in clear, for a Unix socket or this machine alone."),
        Authority = section.File("authority", null, "The authority of the server's certificate, PEM. Without it the machine's own authorities count."),
        ConnectWithin = section.One("connect_within", Kinds.Time("100ms", "1m"), TimeSpan.FromSeconds(5), "How long a connection may take to be made."),
        Administrator = AdministratorSettings.Read(section.Section("administrator", "Who makes databases, users and schemas on this server, where it is not `migrations.administrator`. Used by `migrate` alone."), null),
    };

    private static readonly IReadOnlyDictionary<string, ServerTls> Tlss = new Dictionary<string, ServerTls> { ["verify-full"] = ServerTls.VerifyFull, ["off"] = ServerTls.Off };
}

internal enum ServerTls
{
    VerifyFull,
    Off,
}

/// <summary>A user of PostgreSQL who may make databases, users and schemas.</summary>
internal sealed record AdministratorSettings(string User, SecretReference Password, string Database)
{
    public static AdministratorSettings? Read(ConfigurationSection section, string? user)
    {
        var name = section.One("user", Names.User, user!, "The user: a superuser, or one with CREATEDB and CREATEROLE.");
        var password = section.Secret("password", SecretWords.Password, "The user's password.");
        var database = section.One("database", Names.User, "postgres", "The database to connect to for making others.");
        return name is not null && password is not null ? new AdministratorSettings(name, password, database) : null;
    }
}
