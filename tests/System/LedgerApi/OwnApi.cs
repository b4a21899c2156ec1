using System.Security.Cryptography.X509Certificates;
using Croupier.Client.Ledger;
using Croupier.Host.Data;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Api;
using Croupier.Tests.LedgerProcess;
using Croupier.Tests.System.Ledger;
using Croupier.Wire.Grpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>A ledger API with a ledger of its own, for tests that need other callers or bounds, or that do without the ledger.</summary>
internal sealed class OwnApi : IAsyncDisposable
{
    private static readonly HashSet<AccountKind> Money = [AccountKind.House, AccountKind.Cash];

    private readonly DataFolder folder;
    private readonly DevelopmentCertificate certificate;

    private OwnApi(LedgerHarness harness, LedgerRole ledger, DataFolder folder, DevelopmentCertificate certificate, Platform.Ledger.Api.LedgerApi api) =>
        (Harness, Ledger, this.folder, this.certificate, Api) = (harness, ledger, folder, certificate, api);

    public LedgerHarness Harness { get; }

    public LedgerRole Ledger { get; }

    public Platform.Ledger.Api.LedgerApi Api { get; }

    public X509Certificate2 Authority => certificate.Authority;

    public X509Certificate2 AuthorityWithKey => DevelopmentCertificate.LoadAuthority(folder, TimeProvider.System);

    public Uri Address => new($"https://localhost:{Api.Port}/");

    /// <summary>May open players and move money between house and cash, and read everything.</summary>
    public static ApiCaller Cashier(string name, uint instance) => new()
    {
        Name = name,
        Producer = new Caller(Role.Operator, instance),
        KeyVersion = 1,
        Key = new TestProducerKeys().Find(new Caller(Role.Operator, instance), 1)!,
        Reads = ApiReads.Head | ApiReads.Results | ApiReads.Blocks,
        Commands =
        [
            new(CommandKind.OpenPlayer),
            new(CommandKind.SetPlayerState),
            new(CommandKind.Transfer) { Movements = [new ApiMovement(Money, Money)] },
        ],
    };

    public static async Task<OwnApi> StartAsync(
        IReadOnlyList<ApiCaller> callers, Func<LedgerApiOptions, LedgerApiOptions>? bounds = null, bool withLedger = true, TimeProvider? clock = null)
    {
        var harness = await LedgerHarness.StartAsync();
        var ledger = harness.NewLedger();
        if (withLedger)
        {
            await ledger.StartAsync(CancellationToken.None);
        }

        var folder = DataFolder.Open(PostgresFixture.NewFolder());
        var certificate = DevelopmentCertificate.Load(folder, TimeProvider.System);
        var options = new LedgerApiOptions
        {
            Port = 0, Certificate = () => certificate.Server, Authorities = () => [certificate.Authority], TrustDomain = CallerCertificates.TrustDomain, Callers = callers,
        };
        var api = new Platform.Ledger.Api.LedgerApi(bounds?.Invoke(options) ?? options, ledger, harness.NewLog(), clock ?? TimeProvider.System, NullLoggerFactory.Instance);
        await api.StartAsync(CancellationToken.None);
        return new OwnApi(harness, ledger, folder, certificate, api);
    }

    public GrpcChannelOptions Options(string caller)
    {
        var issued = Issue(CallerCertificates.Named(caller), DateTimeOffset.UtcNow, TimeSpan.FromHours(1));
        return new() { Address = Address, Authorities = () => [Authority], Certificate = () => issued };
    }

    public LedgerApiClient Client(string caller) => new(Options(caller));

    public X509Certificate2 Issue(Uri uri, DateTimeOffset from, TimeSpan validFor)
    {
        using var authority = AuthorityWithKey;
        return CallerCertificates.Issue(authority, uri, from, validFor);
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Harness.DisposeAsync();
        certificate.Dispose();
        folder.Dispose();
    }
}
