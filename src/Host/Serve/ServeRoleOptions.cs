using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Certificates;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Audit;
using Croupier.Platform.Fairness;
using Croupier.Platform.Games;
using Croupier.Platform.Gateway;
using Croupier.Platform.Identity;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Api;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Croupier.Platform.Wallet;

namespace Croupier.Host.Serve;

/// <summary>What each role is told, from configuration, secrets and certificates: nothing else comes in, so the same three give the same options.</summary>
internal sealed class ServeRoleOptions(Configuration configuration, ServeSecrets secrets, CertificateFiles peers)
{
    /// <summary>This process as a producer of one of its roles.</summary>
    public Caller Caller(Role role) => new(role, configuration.Instance);

    public IReadOnlyList<int> Partitions { get; } = [.. Enumerable.Range(0, configuration.Ledger.Partitions)];

    public PostgresCommandLogOptions PostgresLog() => configuration.Log.PostgresOptions;

    public LedgerClientOptions LedgerClient() => configuration.LedgerClient.Options;

    public LedgerOptions Ledger() => configuration.Ledger.Options with
    {
        Partitions = configuration.Ledger.Leads,
        Instance = configuration.Instance,
        KeyVersion = secrets.Producers.Sealing(Caller(Role.Ledger)).Version,
        HeadKey = Needed(secrets.HeadKey, "ledger.head_key").Current[0],
        RetiredHeadKeys = [.. configuration.Ledger.RetiredHeadKeys.SelectMany(PublicKeys)],
    };

    public bool HasLedgerApi => configuration.LedgerApi.Callers.Count > 0;

    public LedgerApiOptions LedgerApi() => new()
    {
        Address = configuration.Listen.Api.Address,
        Port = configuration.Listen.Api.Port,
        Certificate = peers.Certificate,
        Authorities = peers.Authorities,
        TrustDomain = configuration.TrustDomain,
        Callers = [.. configuration.LedgerApi.Callers.Select(ApiCaller)],
        MaxConnections = configuration.LedgerApi.MaxConnections,
        MaxConnectionsPerCaller = configuration.LedgerApi.MaxConnectionsPerCaller,
        MaxFeedsPerCaller = configuration.LedgerApi.MaxFeedsPerCaller,
        MaxReadsPerCaller = configuration.LedgerApi.MaxReadsPerCaller,
        ResultWithin = configuration.LedgerApi.ResultWithin,
        ReadWithin = configuration.LedgerApi.ReadWithin,
    };

    public FairnessOptions Fairness()
    {
        var ring = Needed(secrets.SealingKeys, "fairness.sealing_keys").Current;
        var settings = configuration.Fairness;
        return new FairnessOptions
        {
            SealingKeys = ring.Keys,
            SealingKeyVersion = ring.Newest,
            ReceiptKey = Needed(secrets.ReceiptKey, "fairness.receipt_key").Current[0],
            Partitions = Partitions,
            MaxUnanswered = settings.MaxUnanswered,
            UnansweredWindow = settings.UnansweredWindow,
            BlocksPerCursor = settings.BlocksPerCursor,
            RetryPause = settings.RetryPause,
        };
    }

    public AuditOptions Audit() => configuration.Audit.Options with { Partitions = Partitions };

    public GamesOptions Games() => configuration.Games.Options;

    public IdentityOptions Identity() => configuration.Identity.Options with
    {
        SigningKeys = Needed(secrets.SigningKeys, "identity.signing_keys").Current,
        MasterSecret = Needed(secrets.MasterSecret, "identity.master_secret").Current,
        VaultKeys = [.. Needed(secrets.VaultKeys, "identity.vault_keys").Current.Keys.OrderBy(k => k.Key).Select(k => new VersionedKey((byte)k.Key, k.Value))],
        BlindIndexKey = Needed(secrets.BlindIndexKey, "identity.blind_index_key").Current,
        PartitionCount = configuration.Ledger.Partitions,
    };

    public WalletOptions Wallet() => configuration.Wallet.Options with
    {
        CallbackKeys = new LiveKeys(Needed(secrets.CallbackKeys, "wallet.callback_keys")),
        PartitionCount = configuration.Ledger.Partitions,
    };

    /// <summary>The client of the payment provider. The caller disposes of it.</summary>
    public HttpClient PaymentProvider()
    {
        var provider = configuration.Wallet.Provider;
        return SandboxPaymentProvider.Connect(provider.Address!, Needed(secrets.ProviderApiKey, "wallet.provider.api_key").Current, Authority(provider.Authority!));
    }

    /// <param name="players">The certificate that players see.</param>
    public GatewayOptions Gateway(CertificateFiles players) => new()
    {
        Certificate = players.Current.Certificate,
        CertificateContext = () => players.Current.ServerContext,
        Attestor = Attestor(),
        Address = configuration.Listen.Public.Address,
        Port = configuration.Listen.Public.Port,
        PlayerPageFolder = configuration.Gateway.PlayerPage,
        AllowedOrigins = configuration.Gateway.AllowedOrigins,
        PaymentOrigin = configuration.Gateway.PaymentOrigin,
        Limits = configuration.Gateway.Limits,
    };

    // The gateway's own key, and no other: what attests must not be able to append.
    private Attestor Attestor()
    {
        var (version, key) = secrets.Producers.Sealing(Caller(Role.Gateway));
        return new Attestor(configuration.Instance, version, key);
    }

    private ApiCaller ApiCaller(ApiCallerSettings settings)
    {
        var (version, key) = secrets.Producers.Sealing(settings.Producer);
        return new ApiCaller
        {
            Name = settings.Name,
            Producer = settings.Producer,
            KeyVersion = version,
            Key = key,
            Reads = settings.Reads,
            Accounts = settings.Accounts,
            Commands = settings.Commands,
            MaxOutstanding = settings.MaxOutstanding,
        };
    }

    private static IEnumerable<ECDsa> PublicKeys(string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return [key];
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new EnvironmentException(ExitCode.Usage, $"ledger.retired_head_keys: {file} is no public key in PEM: {error.Message}");
        }
    }

    private static X509Certificate2 Authority(string file)
    {
        try
        {
            var authority = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return DevelopmentCertificate.IsMade(authority)
                ? throw new EnvironmentException(ExitCode.DevelopmentRefused, $"wallet.provider.authority: {file} is an authority of start-dev")
                : authority;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(ExitCode.Usage, $"wallet.provider.authority: {file} is no certificate in PEM: {error.Message}");
        }
    }

    // The configuration was refused if a role here lacks one of its secrets, so this is a defect of ours.
    private static T Needed<T>(T? secret, string key)
        where T : class => secret ?? throw new InvalidOperationException($"{key} is asked for in a process that has no need of it");
}
