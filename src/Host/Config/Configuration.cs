using Croupier.Kernel;

namespace Croupier.Host.Config;

/// <summary>
/// What <c>croupier serve</c> is told: read and checked as a whole before anything starts. Holds where secrets are, never what they are, so it may be printed. Each section's
/// record and reading stand together in one file of this folder; <see cref="ReadFrom"/> is the list of them.
/// </summary>
internal sealed record Configuration
{
    /// <summary>What this process runs, in the order of the roles table.</summary>
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>This process's number as a producer, apart from every other process of the same role.</summary>
    public required uint Instance { get; init; }

    public required string TrustDomain { get; init; }

    public required TimeSpan DrainWithin { get; init; }

    public required ListenSettings Listen { get; init; }

    /// <summary>Where the processes of other roles listen, as host:port.</summary>
    public required IReadOnlyDictionary<Role, IReadOnlyList<string>> Peers { get; init; }

    public required CertificateSettings Certificates { get; init; }

    public required SecretsSettings Secrets { get; init; }

    public required DatabasesSettings Databases { get; init; }

    public required LogSettings Log { get; init; }

    /// <summary>Rings of keys, by the role that seals under them.</summary>
    public required IReadOnlyDictionary<Role, SecretReference> ProducerKeys { get; init; }

    public required MigrationsSettings Migrations { get; init; }

    public required LedgerClientSettings LedgerClient { get; init; }

    public required LedgerSettings Ledger { get; init; }

    public required LedgerApiSettings LedgerApi { get; init; }

    public required FairnessSettings Fairness { get; init; }

    public required GamesSettings Games { get; init; }

    public required AuditSettings Audit { get; init; }

    public required IdentitySettings Identity { get; init; }

    public required WalletSettings Wallet { get; init; }

    public required GatewaySettings Gateway { get; init; }

    public bool Runs(Role role) => Roles.Contains(role);

    /// <summary>Asks for every key. Whatever is wrong is in the reading's errors; the record is of use only when there are none.</summary>
    /// <param name="rolesGiven">Those of the command line, which come before the file's; an empty list reads for no role, and nothing is needed.</param>
    /// <param name="drawnInstance">The number of a process that is told to take a random one.</param>
    public static Configuration ReadFrom(ConfigurationReading reading, IReadOnlyList<Role>? rolesGiven, uint drawnInstance)
    {
        var root = reading.Root;
        var written = root.Many("roles", Kinds.Choice(RoleNames.Runnable), [], "What this process runs. `--role` on the command line comes before it.");
        reading.Roles = [.. (rolesGiven ?? written).Distinct().Order()];
        if (rolesGiven is null && written.Count == 0 && reading.Errors.Count == 0 && !reading.Describing)
        {
            root.Wrong("roles", $"is missing: which of {string.Join(", ", RoleNames.Runnable.Keys)} does this process run? Or --role on the command line");
        }

        var configuration = new Configuration
        {
            Roles = reading.Roles,
            Instance = root.One("instance", InstanceNumber, 1U, "The number of this process as a producer. Two processes of one role must never share one. The certificate of games, fairness, identity and wallet must not name another (`croupier certs issue --instance`). `random` draws one at each start; the certificate then names the role alone. Callers of the ledger API have numbers of their own.") ?? drawnInstance,
            TrustDomain = root.One("trust_domain", DomainName, null!, "The domain in the certificates' names, spiffe://DOMAIN/ROLE.", Need.Always),
            DrainWithin = root.One("drain_within", Kinds.Time("0s", "10m"), TimeSpan.FromSeconds(20), "How long what is in flight may finish after SIGTERM."),
            Listen = ListenSettings.Read(root),
            Peers = PeersSettings.Read(root),
            Certificates = CertificateSettings.Read(root),
            Secrets = SecretsSettings.Read(root),
            Databases = DatabasesSettings.Read(root),
            Log = LogSettings.Read(root),
            ProducerKeys = ProducerKeysSettings.Read(root),
            Migrations = MigrationsSettings.Read(root),
            LedgerClient = LedgerClientSettings.Read(root),
            Ledger = LedgerSettings.Read(root),
            LedgerApi = LedgerApiSettings.Read(root),
            Fairness = FairnessSettings.Read(root),
            Games = GamesSettings.Read(root),
            Audit = AuditSettings.Read(root),
            Identity = IdentitySettings.Read(root),
            Wallet = WalletSettings.Read(root),
            Gateway = GatewaySettings.Read(root),
        };
        reading.Finish();
        return configuration;
    }

    private static Kind<uint?> InstanceNumber { get; } = new(
        "a whole number, 1 to 4294967295, or random",
        text => text == "random" ? new Parsed<uint?>(true, null) : Kinds.Long(1, uint.MaxValue).Parse(text) is { Is: true, Value: var number } ? new Parsed<uint?>(true, (uint)number) : Parsed<uint?>.None,
        number => number is { } there ? Kinds.Long(1, uint.MaxValue).Show(there) : "random");

    private static Kind<string> DomainName { get; } = Kinds.Text(
        "a domain name in small letters, such as croupier.example",
        text => text.Length <= 253 && Uri.CheckHostName(text) == UriHostNameType.Dns && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.'));
}
