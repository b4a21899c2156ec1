using System.Net;

namespace Croupier.Host.Config;

/// <summary>Where this process listens. Each kind of caller has an address of its own, so that a firewall can tell them apart.</summary>
internal sealed record ListenSettings(ListenAddress Peers, ListenAddress Public, ListenAddress Api, ListenAddress Metrics)
{
    public static ListenSettings Read(ConfigurationSection root)
    {
        var listen = root.Section("listen", "Where this process listens. A port of 0 takes a free one.");
        return new ListenSettings(
            ReadOne(listen, "peers", "Other processes of the platform, over mutual TLS.", IPAddress.Loopback, 7443),
            ReadOne(listen, "public", "Players, over TLS; the role gateway.", IPAddress.Loopback, 8443),
            ReadOne(listen, "api", "Programs that call the ledger API, over mutual TLS; the role ledger, where `ledger_api.callers` has any.", IPAddress.Loopback, 8445),
            ReadOne(listen, "metrics", "/metrics, /healthz and /readyz, in clear: for the cluster's own eyes.", IPAddress.Loopback, 9464));
    }

    private static ListenAddress ReadOne(ConfigurationSection listen, string key, string about, IPAddress address, int port)
    {
        var section = listen.Section(key, about);
        return new ListenAddress(
            section.One("address", Kinds.Address, address, "The address."),
            section.One("port", Kinds.Port(0), port, "The port."));
    }
}

/// <summary>An address and a port of this machine.</summary>
internal sealed record ListenAddress(IPAddress Address, int Port);
