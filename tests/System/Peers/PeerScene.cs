using Croupier.Kernel.Ports;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Dev;
using Croupier.Platform.Peers;
using Croupier.Platform.Peers.Services;
using Croupier.Rules;
using Croupier.Tests.System.Games;
using Croupier.Wire.Grpc;
using Microsoft.Extensions.Logging;

namespace Croupier.Tests.System.Peers;

/// <summary>The shared platform's ports behind listeners of this test, and links to them as any role: two processes in effect, real parts on both sides, real TLS between.</summary>
internal sealed class PeerScene : IAsyncDisposable
{
    public static readonly string[] AllRoles = ["gateway", "games", "fairness", "ledger", "identity", "wallet", "operator"];

    private static readonly Role[] Called = [Role.Games, Role.Fairness, Role.Identity, Role.Wallet, Role.Ledger];

    private readonly Stack<IAsyncDisposable> parts = new();
    private readonly ILoggerFactory loggers;

    private PeerScene(DevPlatform platform)
    {
        Platform = platform;
        loggers = Logged.CreateFactory();
    }

    public DevPlatform Platform { get; }

    public PeerAuthority Authority { get; } = new();

    public MemoryLog Logged { get; } = new();

    /// <summary>The first one.</summary>
    public PeerListener Listener { get; private set; } = null!;

    public static IReadOnlyList<Hash256> Rules { get; } = [.. GameCatalog.All.Select(game => game.RulesHash)];

    public static async Task<PeerScene> StartAsync(Func<PeerListenerOptions, PeerListenerOptions>? bounds = null)
    {
        var scene = new PeerScene(await PlatformFixture.SharedAsync());
        scene.Listener = await scene.ListenAsync(bounds);
        return scene;
    }

    /// <summary>Another process with all roles, or with the given services.</summary>
    public async Task<PeerListener> ListenAsync(
        Func<PeerListenerOptions, PeerListenerOptions>? bounds = null, IReadOnlyList<PeerService>? services = null, X509Certificate2? certificate = null, int port = 0)
    {
        var own = certificate ?? Authority.Issue(AllRoles);
        var options = new PeerListenerOptions { Port = port, Certificate = () => own, Authorities = () => Authority.All, TrustDomain = PeerAuthority.TrustDomain };
        var listener = Keep(new PeerListener(bounds?.Invoke(options) ?? options, services ?? Services(), TimeProvider.System, loggers));
        await listener.StartAsync(default);
        return listener;
    }

    public IReadOnlyList<PeerService> Services() =>
    [
        new GamesService(Platform.Games, Rules),
        new SeedsService(Platform.Seeds, (IAuditSeeds)Platform.Seeds),
        new FairnessService(Platform.Fairness),
        new WalletService(Platform.Wallet),
        new IdentityService(Platform.Identity),
        new SessionsService(Platform.Sessions),
        new ResultsService(Platform.Results),
        new BlocksService(Platform.Feed, _ => true),
    ];

    public static Uri AddressOf(PeerListener listener) => new($"https://127.0.0.1:{listener.Port}/");

    /// <summary>Links as a process of this name to these addresses, or to the first listener.</summary>
    public PeerLinks Links(string name, params Uri[] addresses) => Links(name, options => options, addresses);

    public PeerLinks Links(string name, Func<PeerLinksOptions, PeerLinksOptions> bounds, params Uri[] addresses)
    {
        var own = Authority.Issue(name);
        Uri[] there = addresses.Length == 0 ? [AddressOf(Listener)] : addresses;
        var options = new PeerLinksOptions
        {
            Certificate = () => own,
            Authorities = () => Authority.All,
            TrustDomain = PeerAuthority.TrustDomain,
            Addresses = Called.ToDictionary(role => role, _ => (IReadOnlyList<Uri>)there),
        };
        return Keep(new PeerLinks(bounds(options), TimeProvider.System, loggers));
    }

    /// <summary>A bare channel, for what no link of ours would do.</summary>
    public GrpcChannelOptions Channel(string name, Uri? address = null)
    {
        var own = Authority.Issue(name);
        return new GrpcChannelOptions
        {
            Address = address ?? AddressOf(Listener), Certificate = () => own, Authorities = () => Authority.All, WhyNotThePeer = _ => null,
        };
    }

    public PeerProxy Proxy(PeerListener? listener = null) => Keep(new PeerProxy((listener ?? Listener).Port));

    public T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Push(part);
        return part;
    }

    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        loggers.Dispose();
        Authority.Dispose();
    }
}
