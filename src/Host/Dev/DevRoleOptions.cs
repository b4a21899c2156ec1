using Croupier.Host.Data;
using Croupier.Host.Sandbox;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Audit;
using Croupier.Platform.Fairness;
using Croupier.Platform.Gateway;
using Croupier.Platform.Identity;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Api;
using Croupier.Platform.Ledger.Archive;
using Croupier.Platform.Wallet;

namespace Croupier.Host.Dev;

/// <summary>What each role is told in a development platform: keys derived from the data folder's secrets, and development's own waivers in one place.</summary>
internal sealed class DevRoleOptions(DevOptions options, DataFolder folder, DevelopmentSecrets secrets, DevelopmentCertificate certificate)
{
    private const string SandboxKeyId = "sandbox-1";

    // Where load signs up by the thousand, a password's cost would be all that is measured.
    private const int CheapIterations = 1_000;

    /// <summary>At least those that are there: a partition that nobody leads would keep its players waiting.</summary>
    public IReadOnlyList<int> Partitions { get; private set; } = [.. Enumerable.Range(0, options.Partitions)];

    public void CountPartitions(int stored) => Partitions = [.. Enumerable.Range(0, Math.Max(stored, options.Partitions))];

    /// <summary>The lease is taken back at once after a crash, because the data folder's lock admits one process.</summary>
    public LedgerOptions Ledger() => new()
    {
        Holder = "start-dev",
        KeyVersion = DevelopmentSecrets.ProducerKeyVersion,
        AllowNoSynchronousStandby = true,
        HeadsFolder = folder.HeadsFolder,
        HeadKey = secrets.HeadsKey,
        Archive = new ArchiveOptions { Folder = folder.ArchiveFolder, KeepBlocks = options.KeepBlocks },
    };

    public LedgerApiOptions LedgerApi(int port) => new()
    {
        Port = port,
        Certificate = () => certificate.Server,
        Authorities = () => [certificate.Authority],
        TrustDomain = CallerCertificates.TrustDomain,
        Callers = DevCallers.All(secrets),
    };

    public FairnessOptions Fairness() => new()
    {
        SealingKeys = new Dictionary<int, byte[]> { [1] = secrets.Derive("fairness sealing 1") },
        SealingKeyVersion = 1,
        ReceiptKey = secrets.ReceiptsKey,
        Partitions = Partitions,
    };

    public AuditOptions Audit() => new() { Partitions = Partitions };

    public IdentityOptions Identity() => new()
    {
        SigningKeys = [secrets.TokenKey],
        MasterSecret = secrets.Derive("session keys"),
        VaultKeys = [new VersionedKey(1, secrets.Derive("vault 1"))],
        BlindIndexKey = secrets.Derive("vault blind index"),
        VerifyPlayersImmediately = true,
        PartitionCount = Partitions.Count,
        PasswordIterations = options.RaisedLimits ? CheapIterations : IdentityOptions.CurrentIterations,
        PasswordsWaiting = options.RaisedLimits ? 20_000 : 32,
    };

    public WalletOptions Wallet(Uri playerOrigin) => new()
    {
        CallbackKeys = new Dictionary<string, byte[]> { [SandboxKeyId] = SandboxCallbackKey },
        PartitionCount = Partitions.Count,
        DepositReturnUrl = new Uri(playerOrigin, "wallet"),
    };

    public SandboxOptions Sandbox(int port, Uri playerOrigin) => new()
    {
        Port = port,
        Certificate = certificate.Server,
        Authority = certificate.Authority,
        ApiKey = SandboxApiKey,
        CallbackUrl = new Uri(playerOrigin, "callbacks/sandbox"),
        CallbackKeyId = SandboxKeyId,
        CallbackKey = SandboxCallbackKey,
        StateFile = folder.File("sandbox-provider.jsonl"),
    };

    /// <summary>The gateway's own key, and no other: what attests must not be able to append.</summary>
    public Attestor Attestor { get; } = new(1, DevelopmentSecrets.ProducerKeyVersion, secrets.ProducerKey(new Caller(Role.Gateway, 1)));

    public string SandboxApiKey { get; } = Convert.ToHexStringLower(secrets.Derive("sandbox api key"));

    private byte[] SandboxCallbackKey { get; } = secrets.Derive("sandbox callback 1");

    public GatewayOptions Gateway(Uri playerOrigin, Uri sandboxOrigin) => new()
    {
        Certificate = certificate.Server,
        Attestor = Attestor,
        Port = playerOrigin.Port,
        PlayerPageFolder = options.PlayerPage,
        AllowedOrigins = [Origin(playerOrigin)],
        PaymentOrigin = Origin(sandboxOrigin),
        Limits = options.RaisedLimits ? GatewayLimits.WithoutRates : new GatewayLimits(),
    };

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
