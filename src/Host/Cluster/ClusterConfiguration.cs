using System.Globalization;
using System.Net;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;

namespace Croupier.Host.Cluster;

/// <summary>
/// The one file that every process of the cluster reads, and the variables by which each differs. It is written anew at each start, because ports are chosen then; what an
/// operator would write by hand, so that it can be read as an example.
/// </summary>
internal sealed class ClusterConfiguration(ClusterOptions options, DataFolder folder, ClusterPorts ports, ClusterCertificates certificates, ClusterSecrets secrets)
{
    public string File { get; } = folder.File("croupier.yaml");

    private static readonly Role[] Called = [Role.Ledger, Role.Fairness, Role.Games, Role.Identity, Role.Wallet];

    private static readonly string[] RaisedLimits =
    [
        "max_sockets_per_address: 20000", "max_in_flight: 1000", "max_outbound: 4000", "player_frames_per_second: 100000", "player_frame_burst: 100000", "address_frames_per_second: 1000000",
        "address_frame_burst: 1000000", "address_sign_ins_per_minute: 6000000", "address_sign_in_burst: 1000000",
    ];

    public void Write(IReadOnlyList<string> databaseHosts, IReadOnlyList<DnsEndPoint> brokers) =>
        System.IO.File.WriteAllText(File, Text(string.Join(", ", databaseHosts.Select(Quoted)), string.Join(", ", brokers.Select(b => Quoted($"{b.Host}:{b.Port}")))));

    /// <summary>What is one process's own.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentOf(ClusterPart part)
    {
        var (certificate, key) = certificates.Of(part);
        return new Dictionary<string, string>
        {
            ["CROUPIER_INSTANCE"] = Number(part.Instance),
            ["CROUPIER_CERTIFICATES__CERTIFICATE"] = certificate,
            ["CROUPIER_CERTIFICATES__KEY"] = key,
            ["CROUPIER_LISTEN__PEERS__PORT"] = Number(ports.Peers[part.Name]),
            ["CROUPIER_LISTEN__METRICS__PORT"] = Number(ports.Metrics[part.Name]),
            ["CROUPIER_LISTEN__PUBLIC__PORT"] = Number(part.Instance == 1 ? ports.Player : ports.SecondPlayer),
        };
    }

    private string Text(string database, string brokers) =>
        $$$"""
        # Written by start-cluster at every start. docs/configuration.md says what each key is.
        trust_domain: {{{ClusterCertificates.TrustDomain}}}
        certificates: {certificate: {{{Path(certificates.OfOperator.Certificate)}}}, key: {{{Path(certificates.OfOperator.Key)}}}, authorities: {{{Path(certificates.AuthorityFile)}}}}
        peers:
        {{{Lines(Called.Select(role => $"{RoleNames.Of(role)}: [{Addresses(role)}]"))}}}
        migrations:
          administrator: {user: {{{PrivatePostgres.Superuser}}}, password: {{{FileAt(folder.File(ClusterDatabase.PasswordFile))}}}}
        log:
          kind: {{{(options.Log == LogKind.RabbitMq ? "rabbitmq" : "postgres")}}}
          {{{Server(database, brokers)}}}
          credentials:
        {{{Lines(ClusterSecrets.Users.Select(role => "  " + Credentials(role)))}}}
        databases:
          ledger:
            instances:
              main: {hosts: [{{{database}}}], tls: off, password: {{{Secret("password-ledger")}}}}
          fairness: {hosts: [{{{database}}}], tls: off, password: {{{Secret("password-fairness")}}}}
          identity: {hosts: [{{{database}}}], tls: off, password: {{{Secret("password-identity")}}}}
          wallet: {hosts: [{{{database}}}], tls: off, password: {{{Secret("password-wallet")}}}}
          audit: {hosts: [{{{database}}}], tls: off, password: {{{Secret("password-audit")}}}}
        producer_keys:
        {{{Lines(ClusterSecrets.Users.Append(Role.Gateway).Select(role => $"{RoleNames.Of(role)}: {Secret($"producer-{RoleNames.Of(role)}")}"))}}}
        ledger: {partitions: {{{options.Partitions}}}, heads_folder: {{{Path(folder.HeadsFolder)}}}, head_key: {{{Secret("head-key")}}}, allow_no_synchronous_standby: {{{(options.Standby ? "false" : "true")}}}}
        fairness: {sealing_keys: {{{Secret("sealing-keys")}}}, receipt_key: {{{Secret("receipt-key")}}}}
        identity:
          signing_keys: {{{Secret("token-keys")}}}
          master_secret: {{{Secret("master-secret")}}}
          vault_keys: {{{Secret("vault-keys")}}}
          blind_index_key: {{{Secret("blind-index-key")}}}
          {{{(options.RaisedLimits ? "passwords_waiting: 20000" : "passwords_waiting: 32")}}}
        wallet:
          callback_keys: {{{Secret("callback-keys")}}}
          deposit_return_url: {{{Quoted($"https://localhost:{ports.Player}/wallet")}}}
          provider: {address: {{{Quoted($"https://localhost:{ports.Sandbox}")}}}, api_key: {{{Secret("provider-key")}}}, authority: {{{Path(certificates.AuthorityFile)}}}}
        gateway:
          certificate: {{{Path(certificates.OfPage.Certificate)}}}
          key: {{{Path(certificates.OfPage.Key)}}}
          allowed_origins: [{{{Quoted($"https://localhost:{ports.Player}")}}}, {{{Quoted($"https://localhost:{ports.SecondPlayer}")}}}]
          payment_origin: {{{Quoted($"https://localhost:{ports.Sandbox}")}}}
        {{{Lines(GatewayMore())}}}
        """;

    private string Server(string database, string brokers) => options.Log == LogKind.RabbitMq
        ? $"rabbitmq: {{hosts: [{brokers}], virtual_host: \"/\", authority: {Path(certificates.AuthorityFile)}}}"
        : $"postgres: {{hosts: [{database}], database: croupier_log, tls: off}}";

    private string Credentials(Role role) => $"{RoleNames.Of(role)}: {{user: croupier_{RoleNames.Of(role)}, password: {Secret($"password-{RoleNames.Of(role)}")}}}";

    private IEnumerable<string> GatewayMore()
    {
        if (options.PlayerPage is { } page)
        {
            yield return $"player_page: {Path(System.IO.Path.GetFullPath(page))}";
        }

        if (options.RaisedLimits)
        {
            yield return "limits:";
            foreach (var limit in RaisedLimits)
            {
                yield return $"  {limit}";
            }
        }
    }

    private string Addresses(Role role) => string.Join(", ", options.Parts.Where(part => part.Role == role).Select(part => Quoted($"localhost:{ports.Told(part)}")));

    private string Secret(string name) => FileAt(secrets.PathOf(name));

    private static string FileAt(string path) => $"{{file: {Path(path)}}}";

    private static string Path(string path) => Quoted(path);

    // YAML's double quotes are JSON's.
    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => "  " + line));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
