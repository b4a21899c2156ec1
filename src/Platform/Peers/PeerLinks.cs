using Croupier.Kernel;
using Croupier.Platform.Peers.Links;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers;

/// <summary>What is known of one process that this one speaks with.</summary>
public readonly record struct PeerLinkState(Role Role, Uri Address, bool IsReady, string? WhyNotReady);

/// <summary>
/// The connections of this process to the others: one for each role and address, kept open, greeted, proven by certificate to be of the role that is meant, and made anew
/// when lost. The ports in <c>Peers.Remote</c> stand on them. The host makes one for the process and disposes of it after the ports.
/// </summary>
public sealed class PeerLinks : IAsyncDisposable
{
    private readonly PeersMetrics metrics = new();
    private readonly Dictionary<Role, RoleLinks> roles = [];

    public PeerLinks(PeerLinksOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        (Options, Clock, Logger) = (options, clock, loggers.CreateLogger<PeerLinks>());
        foreach (var (role, addresses) in options.Addresses.Where(one => one.Value.Count > 0))
        {
            roles.Add(role, new RoleLinks(role, addresses, options, metrics, clock, Logger));
        }

        metrics.WatchLinks(() => roles.Values.Select(links => (links.Role, links.ReadyCount)));
    }

    public IReadOnlyList<PeerLinkState> States => [.. roles.Values.SelectMany(links => links.States)];

    internal PeerLinksOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal ILogger Logger { get; }

    /// <summary>Throws <see cref="ArgumentException"/> when no address of this role is configured.</summary>
    internal RoleLinks To(Role role) => roles.TryGetValue(role, out var links) ? links : throw new ArgumentException($"no process of role {role} is configured", nameof(role));

    public async ValueTask DisposeAsync()
    {
        foreach (var links in roles.Values)
        {
            await links.DisposeAsync();
        }

        metrics.Dispose();
    }
}
