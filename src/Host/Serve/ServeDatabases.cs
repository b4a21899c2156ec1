using Croupier.Host.Config;
using Croupier.Host.Secrets;
using Croupier.Kernel;
using Croupier.Platform.Ledger;
using Npgsql;

namespace Croupier.Host.Serve;

/// <summary>
/// The databases of the roles of this process, each under its area's user. A connection takes the password as it is when it is made, so one that was exchanged needs no
/// restart. Nothing is made or changed here: that is <c>migrate</c>'s, and <see cref="SchemaCheck"/> says when it is due.
/// </summary>
internal sealed class ServeDatabases : IAsyncDisposable
{
    /// <summary>Blocks travel in large pieces: the driver's usual 8 KiB costs a system call for each (docs/performance.md).</summary>
    private const int LedgerWriteBuffer = 256 * 1024;

    private readonly List<AreaSource> sources = [];
    private readonly Dictionary<Role, NpgsqlDataSource> log = [];
    private readonly Dictionary<string, NpgsqlDataSource> ledger = [];

    private ServeDatabases()
    {
    }

    /// <summary>Each with its schema, for checks.</summary>
    public IReadOnlyList<AreaSource> Sources => sources;

    /// <summary>The log as each role here may use it; empty where the log is not PostgreSQL.</summary>
    public IReadOnlyDictionary<Role, NpgsqlDataSource> Log => log;

    /// <summary>The ledger's instances by name; empty where no ledger is here.</summary>
    public IReadOnlyDictionary<string, NpgsqlDataSource> Ledger => ledger;

    public NpgsqlDataSource? Fairness { get; private set; }

    public NpgsqlDataSource? Identity { get; private set; }

    public NpgsqlDataSource? Wallet { get; private set; }

    public NpgsqlDataSource? Audit { get; private set; }

    /// <summary>Connects to nothing yet.</summary>
    public static ServeDatabases Open(Configuration configuration, ServeSecrets secrets)
    {
        var opened = new ServeDatabases();
        var settings = configuration.Databases;
        if (configuration.Log.Kind == LogKind.Postgres)
        {
            foreach (var (role, credentials) in configuration.Log.Credentials.Where(c => secrets.LogPasswords.ContainsKey(c.Key)))
            {
                var user = new DatabaseSettings { Server = configuration.Log.Postgres, User = credentials.User, Password = credentials.Password, Connections = LogConnections(configuration) };
                opened.log[role] = opened.Add("Log", "log", $"the log, as {RoleNames.Of(role)}", user, secrets.LogPasswords[role], null);
            }
        }

        foreach (var instance in settings.Ledger.Where(i => secrets.LedgerPasswords.ContainsKey(i.Name)))
        {
            var password = secrets.LedgerPasswords[instance.Name];
            var source = opened.Add("Ledger", "ledger", $"the ledger on {instance.Name}", instance.Database, password, LedgerWriteBuffer);
            opened.ledger[instance.Name] = source;
            opened.sources.Add(new AreaSource("Ledger/History", "history", $"history on {instance.Name}", source));
        }

        opened.Fairness = secrets.FairnessPassword is { } f ? opened.Add("Fairness", "fairness", "fairness", settings.Fairness, f, null) : null;
        opened.Identity = secrets.IdentityPassword is { } i ? opened.Add("Identity", "vault", "identity", settings.Identity, i, null) : null;
        opened.Wallet = secrets.WalletPassword is { } w ? opened.Add("Wallet", "wallet", "the wallet", settings.Wallet, w, null) : null;
        opened.Audit = secrets.AuditPassword is { } a ? opened.Add("Audit", "audit", "audit", settings.Audit, a, null) : null;
        return opened;
    }

    /// <summary>The ledger's partitions that this process leads or stands by for, each on the instance where it begins.</summary>
    public Placement Placement(Configuration configuration)
    {
        var instances = configuration.Databases.Ledger;
        var named = instances.SelectMany(i => i.Partitions.Select(p => (Partition: p, i.Name))).ToDictionary(one => one.Partition, one => one.Name);
        return new Placement(ledger, configuration.Ledger.Leads.ToDictionary(partition => partition, partition => named.GetValueOrDefault(partition, instances[0].Name)));
    }

    /// <summary>Idle connections are closed, so that the next one is made anew.</summary>
    public void ForgetConnections() => sources.ForEach(source => source.DataSource.Clear());

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Select(s => s.DataSource).Distinct())
        {
            await source.DisposeAsync();
        }
    }

    /// <summary>A data source whose connections each take the password that holds when they are made.</summary>
    public static NpgsqlDataSource Source(DatabaseSettings settings, Func<string> password, string applicationName, int? writeBuffer = null, string? actAs = null)
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString(settings.Server, settings.User, settings.Connections, applicationName, writeBuffer, actAs));
        builder.UsePasswordProvider(_ => password(), (_, _) => new ValueTask<string>(password()));
        return settings.Server.Hosts.Count == 1 ? builder.Build() : builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);
    }

    internal static string ConnectionString(ServerSettings server, string user, int connections, string applicationName, int? writeBuffer, string? actAs)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = string.Join(',', server.Hosts),
            Database = server.Database,
            Username = user,
            MaxPoolSize = connections,
            ApplicationName = applicationName,
            Timeout = Math.Max(1, (int)server.ConnectWithin.TotalSeconds),
            GssEncryptionMode = GssEncryptionMode.Disable,
            SslMode = server.Tls == ServerTls.Off ? SslMode.Disable : SslMode.VerifyFull,
        };
        if (server.Tls != ServerTls.Off && server.Authority is { } authority)
        {
            builder.RootCertificate = authority;
        }

        if (server.Hosts.Count > 1)
        {
            // After a fail-over the new primary is found within a second of its promotion.
            builder.HostRecheckSeconds = 1;
        }

        if (writeBuffer is { } bytes)
        {
            builder.WriteBufferSize = bytes;
        }

        if (actAs is not null)
        {
            builder.Options = $"-c role={actAs}";
        }

        return builder.ConnectionString;
    }

    // One for each partition that is appended to, one for each reader, one that listens, and room for trimming and looking.
    private static int LogConnections(Configuration configuration) => Math.Max(10, (2 * configuration.Ledger.Partitions) + 6);

    private NpgsqlDataSource Add(string area, string schema, string what, DatabaseSettings settings, Secret<string> password, int? writeBuffer)
    {
        var source = Source(settings, () => password.Current, settings.User, writeBuffer);
        sources.Add(new AreaSource(area, schema, what, source));
        return source;
    }
}

/// <summary>A schema and the way to it.</summary>
internal sealed record AreaSource(string Area, string Schema, string What, NpgsqlDataSource DataSource);
