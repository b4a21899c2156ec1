using Croupier.Kernel;
using Croupier.Platform.Gateway;

namespace Croupier.Host.Config;

/// <summary>The gateway's options, but for its listening address and certificate.</summary>
internal sealed record GatewaySettings
{
    /// <summary>What players see: from an authority that their browsers know.</summary>
    public required string? Certificate { get; init; }

    public required string? Key { get; init; }

    public required string? PlayerPage { get; init; }

    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    public required string? PaymentOrigin { get; init; }

    public required GatewayLimits Limits { get; init; }

    public static GatewaySettings Read(ConfigurationSection root)
    {
        var section = root.Section("gateway", "The role gateway: what players connect to.");
        return new GatewaySettings
        {
            Certificate = section.File("certificate", null, "The certificate that players see, PEM, those of intermediate authorities behind it. May be exchanged while it runs.", Need.Of(Role.Gateway)),
            Key = section.File("key", null, "Its private key, PEM, mode 0600.", Need.Of(Role.Gateway)),
            PlayerPage = section.File("player_page", null, "The folder of the built player page; without it none is served."),
            AllowedOrigins = section.Many("allowed_origins", Kinds.Origin, [], "Origins whose pages may open the socket.", Need.Of(Role.Gateway)),
            PaymentOrigin = section.One("payment_origin", Kinds.Origin, null!, "The payment provider's origin, which the page may send a form to and show."),
            Limits = ReadLimits(section.Section("limits", "The bounds of the edge. What goes over one is refused.")),
        };
    }

    private static GatewayLimits ReadLimits(ConfigurationSection section)
    {
        var d = new GatewayLimits();
        return new GatewayLimits
        {
            MaxConnections = section.One("max_connections", Kinds.Integer(1, 1_000_000), d.MaxConnections, "Connections in all."),
            MaxSocketsPerPlayer = section.One("max_sockets_per_player", Kinds.Integer(1, 1000), d.MaxSocketsPerPlayer, "Open sockets of one player."),
            MaxSocketsPerAddress = section.One("max_sockets_per_address", Kinds.Integer(1, 1_000_000), d.MaxSocketsPerAddress, "Open sockets of one address."),
            MaxFrameBytes = section.One("max_frame_bytes", Kinds.Integer(4096, 1 << 20), d.MaxFrameBytes, "The largest frame that is read."),
            MaxInFlight = section.One("max_in_flight", Kinds.Integer(1, 1000), d.MaxInFlight, "Frames of one connection that wait for their answer."),
            MaxOutbound = section.One("max_outbound", Kinds.Integer(1, 10_000), d.MaxOutbound, "Answers of one connection that wait for its reader."),
            PlayerFramesPerSecond = section.One("player_frames_per_second", Kinds.Number(0.1, 1e6), d.PlayerFramesPerSecond, "Frames a second of one player."),
            PlayerFrameBurst = section.One("player_frame_burst", Kinds.Integer(1, 1_000_000), d.PlayerFrameBurst, "And how many at once."),
            AddressFramesPerSecond = section.One("address_frames_per_second", Kinds.Number(0.1, 1e6), d.AddressFramesPerSecond, "Frames and requests a second of one address."),
            AddressFrameBurst = section.One("address_frame_burst", Kinds.Integer(1, 1_000_000), d.AddressFrameBurst, "And how many at once."),
            AddressSignInsPerMinute = section.One("address_sign_ins_per_minute", Kinds.Number(0.1, 6e6), d.AddressSignInsPerMinute, "Sign-ups, sign-ins and refreshes a minute of one address."),
            AddressSignInBurst = section.One("address_sign_in_burst", Kinds.Integer(1, 1_000_000), d.AddressSignInBurst, "And how many at once."),
            MaxRateEntries = section.One("max_rate_entries", Kinds.Integer(100, 10_000_000), d.MaxRateEntries, "Addresses and players whose rates are remembered."),
            MaxBodyBytes = section.One("max_body_bytes", Kinds.Integer(1024, 1 << 20), d.MaxBodyBytes, "The body of a request."),
            MaxCallbackBytes = section.One("max_callback_bytes", Kinds.Integer(1024, 16 << 20), d.MaxCallbackBytes, "The body of a provider's callback."),
            AuthenticateWithin = section.One("authenticate_within", Kinds.Time("100ms", "1m"), d.AuthenticateWithin, "From the socket's opening to its Authenticate."),
            SendWithin = section.One("send_within", Kinds.Time("100ms", "5m"), d.SendWithin, "How long one frame may take to be sent."),
            CloseWithin = section.One("close_within", Kinds.Time("100ms", "1m"), d.CloseWithin, "How long a closing socket may take."),
            ReadWithin = section.One("read_within", Kinds.Time("100ms", "5m"), d.ReadWithin, "How long a read waits for the wallet's projection."),
            WatchEvery = section.One("watch_every", Kinds.Time("50ms", "900ms"), d.WatchEvery, "How often open sockets are looked at: expiry, revocation, deadlines."),
        };
    }
}
