namespace Croupier.Platform.Gateway;

/// <summary>The bounds of the edge. What goes over one is refused with its status; nothing here grows without one.</summary>
public sealed record GatewayLimits
{
    /// <summary>TCP connections in all, WebSockets among them.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>Open sockets of one player, over all devices.</summary>
    public int MaxSocketsPerPlayer { get; init; } = 8;

    /// <summary>Open sockets of one address (an IPv6 address counts by its /64).</summary>
    public int MaxSocketsPerAddress { get; init; } = 256;

    /// <summary>The largest frame that is read. An access token has to fit.</summary>
    public int MaxFrameBytes { get; init; } = 8192;

    /// <summary>Frames of one connection that wait for their answer.</summary>
    public int MaxInFlight { get; init; } = 16;

    /// <summary>The same of one player, over all devices and over sockets that are gone; beyond it too many in flight.</summary>
    public int MaxInFlightPerPlayer { get; init; } = 64;

    /// <summary>The same of all players; beyond it busy.</summary>
    public int MaxInFlightInAll { get; init; } = 20_000;

    /// <summary>Requests of the HTTPS API that wait for their answer; beyond it busy.</summary>
    public int MaxRequestsInFlight { get; init; } = 2_000;

    /// <summary>Answers of one connection that wait for its reader; one more cuts it off.</summary>
    public int MaxOutbound { get; init; } = 64;

    /// <summary>Frames a second of one player, over all devices, and how many may come at once.</summary>
    public double PlayerFramesPerSecond { get; init; } = 20;

    public int PlayerFrameBurst { get; init; } = 60;

    /// <summary>Frames and requests a second of one address, and how many may come at once. Households and mobile networks share addresses.</summary>
    public double AddressFramesPerSecond { get; init; } = 400;

    public int AddressFrameBurst { get; init; } = 1200;

    /// <summary>Sign-ups, sign-ins and refreshes of one address.</summary>
    public double AddressSignInsPerMinute { get; init; } = 30;

    public int AddressSignInBurst { get; init; } = 20;

    /// <summary>Addresses and players whose rates are remembered; beyond, new ones share one bucket.</summary>
    public int MaxRateEntries { get; init; } = 100_000;

    /// <summary>The body of an API request, and of a provider's callback.</summary>
    public int MaxBodyBytes { get; init; } = 4096;

    public int MaxCallbackBytes { get; init; } = 65_536;

    /// <summary>From the socket's opening to its <c>Authenticate</c>.</summary>
    public TimeSpan AuthenticateWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one frame may take to be sent, and a closing socket to close, before it is cut off.</summary>
    public TimeSpan SendWithin { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan CloseWithin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a read waits for the wallet's projection to reach a block.</summary>
    public TimeSpan ReadWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often open sockets are looked at: token expiry, revocation, deadlines. Must stay well under the second that docs/protocol.md promises.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>For a benchmark or a trusted machine: the rates and the connections of one address are not bounded, everything else is.</summary>
    public static GatewayLimits WithoutRates { get; } = new()
    {
        MaxSocketsPerAddress = 20_000,
        PlayerFramesPerSecond = 1e6,
        PlayerFrameBurst = 1_000_000,
        AddressFramesPerSecond = 1e6,
        AddressFrameBurst = 1_000_000,
        AddressSignInsPerMinute = 6e6,
        AddressSignInBurst = 100_000,
    };
}
