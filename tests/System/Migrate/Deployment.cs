using System.Security.Cryptography;
using Croupier.Host.Config;
using Croupier.Host.Dev;
using Croupier.Host.Serve;
using Croupier.Host.Verbs;
using Croupier.Tests.System.Certificates;
using Croupier.Tests.System.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Tests.System.Migrate;

/// <summary>
/// One test's configuration, secrets and certificates for a PostgreSQL of the tests, with users and databases of names that no other test has. The file is whole: it
/// serves every role, and each process takes of it what is its own.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    private static int count;

    private readonly SecretFolder folder = new();
    private readonly PrivatePostgres server;
    private readonly List<IAsyncDisposable> opened = [];

    private Deployment(PrivatePostgres server, string tag)
    {
        this.server = server;
        Tag = tag;
    }

    /// <summary>In every name of a database and a user.</summary>
    public string Tag { get; }

    public string Main => $"main_{Tag}";

    public string LogDatabase => $"log_{Tag}";

    public string File => folder.File("croupier.yaml");

    public static async Task<Deployment> CreateAsync()
    {
        var deployment = new Deployment(await PostgresFixture.ServerAsync(), $"{Interlocked.Increment(ref count)}_{Guid.NewGuid():N}"[..14]);
        deployment.WriteAll();
        return deployment;
    }

    public string User(string role) => $"{role}_{Tag}";

    public string Secret(string name, string content) => folder.Write(name, content);

    public string SecretOf(string name) => global::System.IO.File.ReadAllText(folder.File(name)).Trim();

    public async Task<(ExitCode Code, string Output)> MigrateAsync(bool up = true, IReadOnlyList<Role>? roles = null)
    {
        var output = new StringWriter();
        var code = up ? await MigrateVerb.UpAsync(File, roles, output, default) : await MigrateVerb.StatusAsync(File, roles, output, default);
        return (code, output.ToString());
    }

    public Configuration Configuration(params Role[] roles) => ConfigurationFile.Load(File, roles, new Dictionary<string, string>());

    /// <summary>What a process of these roles would open.</summary>
    public async Task<(Configuration Configuration, ServeSecrets Secrets, ServeDatabases Databases)> OpenAsync(params Role[] roles)
    {
        var configuration = Configuration(roles);
        var secrets = await ServeSecrets.OpenAsync(configuration, TimeProvider.System, NullLoggerFactory.Instance, default);
        var databases = ServeDatabases.Open(configuration, secrets);
        opened.Add(databases);
        opened.Add(secrets);
        return (configuration, secrets, databases);
    }

    /// <summary>As a user, with its password, in any database.</summary>
    public NpgsqlDataSource As(string role, string database)
    {
        var source = NpgsqlDataSource.Create(server.ConnectionString(database, User(role), SecretOf(role)) + ";Maximum Pool Size=2");
        opened.Add(source);
        return source;
    }

    public async Task SuperuserAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.SuperuserConnectionString(database) + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public void Replace(string text, string by) => global::System.IO.File.WriteAllText(File, global::System.IO.File.ReadAllText(File).Replace(text, by, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (var one in opened)
        {
            await one.DisposeAsync();
        }

        await server.DropDatabaseAsync(Main);
        await server.DropDatabaseAsync(LogDatabase);
        folder.Dispose();
    }

    /// <summary>A certificate of this deployment's authority for one more process; its files without their endings.</summary>
    public string Certificate(Role role, int instance)
    {
        CertsVerb.Issue(folder.File("ca"), folder.File("tls"), CertsVerb.NamesOf([role], null, instance, [], []), TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        return folder.File($"tls/{RoleNames.Of(role)}-{instance}");
    }

    private void WriteAll()
    {
        AuthorityTests.Make(folder);
        CertsVerb.Issue(folder.File("ca"), folder.File("tls"), CertsVerb.NamesOf([.. RoleNames.Runnable.Values, Role.Operator], null, 1, [], []), TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        global::System.IO.File.Move(Directory.GetFiles(folder.File("tls"), "*.key").Single(), folder.File("tls/own.key"));
        global::System.IO.File.Move(Directory.GetFiles(folder.File("tls"), "*-1.pem").Single(), folder.File("tls/own.pem"));
        Secret("administrator", new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString()).Password!);
        foreach (var role in new[] { "ledger", "games", "fairness", "identity", "wallet", "audit", "operator" })
        {
            Secret(role, RandomNumberGenerator.GetHexString(40, lowercase: true));
        }

        foreach (var ring in new[] { "ring", "sealing", "vault" })
        {
            Secret(ring, $"1 {RandomNumberGenerator.GetHexString(64)}\n");
        }

        Secret("key", RandomNumberGenerator.GetHexString(64));
        Secret("callbacks", $"sandbox-1 {RandomNumberGenerator.GetHexString(64)}\n");
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Secret("signing", signing.ExportPkcs8PrivateKeyPem());
        global::System.IO.File.WriteAllText(File, Yaml());
    }

    private string Yaml() =>
        """
        trust_domain: croupier.example
        certificates: {certificate: tls/own.pem, key: tls/own.key, authorities: tls/authority.pem}
        peers: {ledger: ["ledger:7443"], fairness: ["fairness:7443"], games: ["games:7443"], identity: ["identity:7443"], wallet: ["wallet:7443"]}
        migrations: {administrator: {user: SUPERUSER, password: {file: administrator}}}
        log:
          postgres: {hosts: ["SOCKET"], database: LOG_DATABASE, tls: off}
          credentials:
            ledger: {user: ledger_TAG, password: {file: ledger}}
            games: {user: games_TAG, password: {file: games}}
            fairness: {user: fairness_TAG, password: {file: fairness}}
            identity: {user: identity_TAG, password: {file: identity}}
            wallet: {user: wallet_TAG, password: {file: wallet}}
            audit: {user: audit_TAG, password: {file: audit}}
            operator: {user: operator_TAG, password: {file: operator}}
        databases:
          ledger: {instances: {main: {hosts: ["SOCKET"], database: MAIN_DATABASE, tls: off, user: ledger_TAG, password: {file: ledger}}}}
          fairness: {hosts: ["SOCKET"], database: MAIN_DATABASE, tls: off, user: fairness_TAG, password: {file: fairness}}
          identity: {hosts: ["SOCKET"], database: MAIN_DATABASE, tls: off, user: identity_TAG, password: {file: identity}}
          wallet: {hosts: ["SOCKET"], database: MAIN_DATABASE, tls: off, user: wallet_TAG, password: {file: wallet}}
          audit: {hosts: ["SOCKET"], database: MAIN_DATABASE, tls: off, user: audit_TAG, password: {file: audit}}
        producer_keys: {ledger: {file: ring}, gateway: {file: ring}, games: {file: ring}, fairness: {file: ring}, identity: {file: ring}, wallet: {file: ring}, audit: {file: ring}, operator: {file: ring}}
        ledger: {partitions: 2, heads_folder: heads, head_key: {file: signing}, allow_no_synchronous_standby: true}
        fairness: {sealing_keys: {file: sealing}, receipt_key: {file: signing}}
        identity: {signing_keys: {file: signing}, master_secret: {file: key}, vault_keys: {file: vault}, blind_index_key: {file: key}}
        wallet: {callback_keys: {file: callbacks}, deposit_return_url: "https://play.example/wallet", provider: {address: "https://pay.example", api_key: {file: key}, authority: tls/authority.pem}}
        gateway: {certificate: tls/own.pem, key: tls/own.key, allowed_origins: ["https://play.example"]}
        """
            .Replace("SUPERUSER", PrivatePostgres.Superuser, StringComparison.Ordinal)
            .Replace("SOCKET", server.SocketFolder, StringComparison.Ordinal)
            .Replace("LOG_DATABASE", LogDatabase, StringComparison.Ordinal)
            .Replace("MAIN_DATABASE", Main, StringComparison.Ordinal)
            .Replace("TAG", Tag, StringComparison.Ordinal);
}
