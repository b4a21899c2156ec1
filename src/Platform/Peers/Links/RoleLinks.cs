using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Croupier.Kernel;
using Croupier.Platform.Peers.Streams;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Links;

/// <summary>All processes of one role: which there are, which can be called, and who is called next.</summary>
internal sealed class RoleLinks : IAsyncDisposable
{
    private readonly PeerLinksOptions options;
    private readonly PeersMetrics metrics;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly HashSet<Uri> configured;
    private readonly Task resolving = Task.CompletedTask;
    private ImmutableArray<PeerLink> links;
    private ImmutableList<LinkStreams> attached = [];

    public RoleLinks(Role role, IReadOnlyList<Uri> addresses, PeerLinksOptions options, PeersMetrics metrics, TimeProvider clock, ILogger logger)
    {
        (Role, this.options, this.metrics, this.clock, this.logger) = (role, options, metrics, clock, logger);
        configured = [.. addresses.Where(address => !IsName(address))];
        links = [.. configured.Select(NewLink)];
        var names = addresses.Where(IsName).ToList();
        if (names.Count > 0)
        {
            resolving = Task.Run(() => ResolveAsync(names));
        }
    }

    public Role Role { get; }

    /// <summary>Raised when a link comes, goes, or changes.</summary>
    public Signal Changed { get; } = new();

    public ImmutableArray<PeerLink> All => links;

    public int ReadyCount => links.Count(link => link.Usable is not null);

    public IEnumerable<PeerLinkState> States => links.Select(link => new PeerLinkState(Role, link.Address, link.Usable is not null, link.WhyNotReady));

    public string? WhyNotReady => ReadyCount > 0 ? null
        : links.Length == 0 ? $"no process of {Role} is known"
        : $"no process of {Role} can be called: {string.Join("; ", links.Select(link => link.WhyNotReady).OfType<string>())}";

    /// <summary>The less burdened of two that are taken by chance; waits, up to a bound, while none can be called. Null when none came.</summary>
    public async ValueTask<LinkSession?> PickAsync(CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var next = Changed.Next;
            if (Pick() is { } session)
            {
                return session;
            }

            var left = options.PickWithin - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            try
            {
                await next.WaitAsync(left, clock, cancellation);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    public async Task UntilReadyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = Changed.Next;
            if (ReadyCount > 0)
            {
                return;
            }

            await next.WaitAsync(cancellation);
        }
    }

    /// <summary>Keeps a stream open to each process of the role that there is, and that comes. Dispose to end them.</summary>
    public LinkStreams Attach(string what, Func<PeerLink, LinkSession, CancellationToken, Task> run)
    {
        lock (gate)
        {
            var streams = new LinkStreams(what, run, options, clock, logger, Detach);
            attached = attached.Add(streams);
            foreach (var link in links)
            {
                streams.Begin(link);
            }

            return streams;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await resolving;
        foreach (var streams in attached)
        {
            await streams.DisposeAsync();
        }

        foreach (var link in links)
        {
            await link.DisposeAsync();
        }

        stopping.Dispose();
    }

    private LinkSession? Pick()
    {
        var usable = links.Select(link => link.Usable).OfType<LinkSession>().ToList();
        if (usable.Count <= 1)
        {
            return usable.Count == 0 ? null : usable[0];
        }

        var first = Random.Shared.Next(usable.Count);
        var second = (first + 1 + Random.Shared.Next(usable.Count - 1)) % usable.Count;
        return usable[first].Outstanding <= usable[second].Outstanding ? usable[first] : usable[second];
    }

    private void Detach(LinkStreams streams)
    {
        lock (gate)
        {
            attached = attached.Remove(streams);
        }
    }

    private PeerLink NewLink(Uri address) => new(Role, address, options, metrics, clock, logger, Changed);

    private static bool IsName(Uri address) => address.Scheme == "dns";

    // An address that is no longer named is left to its connection, and dropped when that ends: whoever is about to stop is unnamed first.
    private async Task ResolveAsync(IReadOnlyList<Uri> names)
    {
        using var beat = new PeriodicTimer(options.LookEvery, clock);
        try
        {
            do
            {
                var named = new HashSet<Uri>();
                foreach (var name in names)
                {
                    try
                    {
                        var found = await Dns.GetHostAddressesAsync(name.Host, stopping.Token);
                        named.UnionWith(found.Select(one => new UriBuilder("https", one.ToString(), name.Port).Uri));
                    }
                    catch (SocketException failed)
                    {
                        logger.LogWarning("the name {Name} of {Role} can't be resolved now: {Reason}", name.Host, Role, failed.Message);
                        named.UnionWith(links.Select(link => link.Address));
                    }
                }

                await ChangeToAsync(named);
            }
            while (await beat.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task ChangeToAsync(HashSet<Uri> named)
    {
        List<PeerLink> gone;
        lock (gate)
        {
            var fresh = named.Except(links.Select(link => link.Address)).Select(NewLink).ToList();
            gone = [.. links.Where(link => !configured.Contains(link.Address) && !named.Contains(link.Address) && link.Usable is null)];
            if (fresh.Count == 0 && gone.Count == 0)
            {
                return;
            }

            links = [.. links.Except(gone), .. fresh];
            foreach (var streams in attached)
            {
                fresh.ForEach(streams.Begin);
            }
        }

        foreach (var link in gone)
        {
            await link.DisposeAsync();
        }

        Changed.Raise();
    }
}
