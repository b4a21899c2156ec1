using Croupier.Host.Certificates;
using Croupier.Host.Config;
using Croupier.Host.Roles;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers;
using Croupier.Platform.Peers.Remote;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Serve;

/// <summary>
/// The ports that roles here use and that run in other processes; no others are connected to. What runs here is used here, except the ledger's results and blocks where <c>peers.ledger</c> names
/// processes: which of them leads changes, so all of them are listened to, this one through its own door like the others.
/// </summary>
internal sealed class ServePeers : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> ports = [];
    private readonly PeerLinks links;

    public ServePeers(Configuration configuration, CertificateFiles certificate, TimeProvider clock, ILoggerFactory loggers)
    {
        var called = CalledBy(configuration.Roles);
        links = new PeerLinks(
            new PeerLinksOptions
            {
                Certificate = certificate.Certificate,
                Authorities = certificate.Authorities,
                TrustDomain = configuration.TrustDomain,
                Addresses = configuration.Peers
                    .Where(peer => called.Contains(peer.Key) && (peer.Key == Role.Ledger || !configuration.Runs(peer.Key)))
                    .ToDictionary(peer => peer.Key, peer => (IReadOnlyList<Uri>)[.. peer.Value.Select(address => new Uri($"https://{address}/"))]),
            },
            clock,
            loggers);
        HasLedgers = configuration.Peers.ContainsKey(Role.Ledger);
    }

    public bool HasLedgers { get; }

    /// <summary>What is not reachable now, for /readyz.</summary>
    public IReadOnlyList<PeerLinkState> States => links.States;

    public IResults Results() => new RemoteResults(links);

    public IBlockFeed Feed() => new RemoteBlockFeed(links);

    public IGames Games() => Keep(new RemoteGames(links));

    public IAuditSeeds AuditSeeds() => Keep(new RemoteSeeds(links, forAudit: true));

    public ISeeds Seeds() => Keep(new RemoteSeeds(links));

    public IFairness Fairness() => new RemoteFairness(links);

    public IIdentity Identity() => new RemoteIdentity(links);

    public ISessions Sessions() => Keep(new RemoteSessions(links));

    public IWallet Wallet() => new RemoteWallet(links);

    public async ValueTask DisposeAsync()
    {
        foreach (var port in ports)
        {
            await port.DisposeAsync();
        }

        await links.DisposeAsync();
    }

    private static HashSet<Role> CalledBy(IReadOnlyList<Role> roles)
    {
        // An operator's verbs give commands, and are no role that runs.
        var used = RolesTable.All.Where(role => roles.Contains(role.Role)).SelectMany(role => role.Uses).ToHashSet();
        if (roles.Contains(Role.Operator))
        {
            used.Add(nameof(ILedger));
        }

        return [.. RolesTable.All.Where(role => role.Provides.Any(used.Contains)).Select(role => role.Role)];
    }

    private T Keep<T>(T port)
        where T : IAsyncDisposable
    {
        ports.Add(port);
        return port;
    }
}
