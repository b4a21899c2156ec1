using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Remote;
using Croupier.Platform.Peers.Services;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Tests.System.Peers;

/// <summary>Who may connect, on both ends. Whoever may not is refused at the handshake, logged and counted, and the next good process is served.</summary>
public sealed class AccessTests
{
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [PostgresFact]
    [Trait("Requirement", "M11")]
    public async Task A_process_without_a_good_certificate_is_refused_logged_and_counted()
    {
        await using var scene = await PeerScene.StartAsync();
        using var counted = new CountedPeers();
        using var stranger = new PeerAuthority();
        var ours = scene.Authority;
        var rows = new (string Reason, X509Certificate2? Certificate)[]
        {
            ("no certificate", null),
            ("not from our authority", stranger.Issue("gateway")),
            ("expired or not yet valid", ours.Issue(["gateway"], Now.AddHours(-2), TimeSpan.FromHours(1))),
            ("expired or not yet valid", ours.Issue(["gateway"], Now.AddHours(1), TimeSpan.FromHours(1))),
            ("not for a client", ours.Issue(["gateway"], Now.AddHours(-1), TimeSpan.FromHours(2), forClients: false)),
            ("without a name of ours", ours.Issue([], Now.AddHours(-1), TimeSpan.FromHours(2))),
            ("without a name of ours", ours.Issue(["gateway"], Now.AddHours(-1), TimeSpan.FromHours(2), domain: "evil.test")),
            ("unknown caller", ours.Issue("backoffice")),
            ("unknown caller", ours.Issue("games-0")),
            ("unknown caller", ours.Issue("gatewayish")),
        };

        foreach (var (reason, certificate) in rows)
        {
            var before = counted.Of($"connections_refused {reason}");
            using var channel = new GrpcChannel(scene.Channel("gateway") with { Certificate = certificate is null ? null : () => certificate });
            var refused = await Assert.ThrowsAsync<GrpcException>(() => LobbyAsync(channel));
            Assert.Equal((reason, GrpcCode.Unavailable), (reason, refused.Code));
            await Until.TrueAsync(() => counted.Of($"connections_refused {reason}") > before, $"'{reason}' is counted");
            Assert.Contains(scene.Logged.Lines, line => line.Contains($"is refused: {reason}", StringComparison.Ordinal));
        }

        using var good = new GrpcChannel(scene.Channel("gateway"));
        Assert.NotEmpty((await LobbyAsync(good)).Games);
    }

    [PostgresFact]
    [Trait("Requirement", "M11")]
    public async Task Neither_plain_text_nor_older_TLS_is_spoken()
    {
        await using var scene = await PeerScene.StartAsync();
        using var plain = new TcpClient();
        await plain.ConnectAsync("127.0.0.1", scene.Listener.Port);
        await plain.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        var answer = new byte[64];
        var read = await ReadOrResetAsync(plain, answer);
        Assert.True(read == 0 || answer[0] == 0x15, "nothing but a TLS alert is answered");

        using var older = new TcpClient();
        await older.ConnectAsync("127.0.0.1", scene.Listener.Port);
        await using var stream = new SslStream(older.GetStream());
        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = SslProtocols.Tls12,
            ClientCertificates = [scene.Authority.Issue("gateway")],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        }));
    }

    [PostgresFact]
    public async Task A_server_that_is_not_whom_we_mean_is_not_called()
    {
        await using var scene = await PeerScene.StartAsync();
        using var stranger = new PeerAuthority();
        var ours = scene.Authority;
        var rows = new (string Reason, X509Certificate2 Certificate)[]
        {
            ("the peer is wallet-2 and not games", ours.Issue("wallet-2")),
            ("the peer's certificate is not from our authority", stranger.Issue("games")),
            ("the peer's certificate is expired or not yet valid", ours.Issue(["games"], Now.AddHours(-2), TimeSpan.FromHours(1))),
            ("the peer's certificate is not for a server", ours.Issue(["games"], Now.AddHours(-1), TimeSpan.FromHours(2), forServers: false)),
            ("the peer's certificate is without a name of ours", ours.Issue(["games"], Now.AddHours(-1), TimeSpan.FromHours(2), domain: "evil.test")),
        };

        foreach (var (reason, certificate) in rows)
        {
            var listener = await scene.ListenAsync(services: [new GamesService(scene.Platform.Games, PeerScene.Rules)], certificate: certificate);
            var games = scene.Keep(new RemoteGames(scene.Links("gateway", options => options with { PickWithin = TimeSpan.FromMilliseconds(200) }, PeerScene.AddressOf(listener))));
            await Until.TrueAsync(() => games.WhyNotReady!.Contains(reason, StringComparison.Ordinal), $"the link says that {reason}; it says {games.WhyNotReady}");
            var player = await PeerPlayer.NewAsync(scene.Platform);
            var unavailable = await Assert.ThrowsAsync<LedgerUnavailableException>(() => games.PlayAsync(player.Bet(), default));
            Assert.Equal(Status.Unavailable, unavailable.Status);
        }
    }

    [PostgresFact]
    public async Task A_certificate_is_exchanged_while_bets_go_on_and_none_is_lost()
    {
        await using var scene = await PeerScene.StartAsync();
        X509Certificate2[] certificates = [scene.Authority.Issue("gateway"), scene.Authority.Issue("gateway"), scene.Authority.Issue("gateway")];
        var now = 0;
        var proxy = scene.Proxy();
        var links = scene.Links("gateway", options => options with { Certificate = () => certificates[Volatile.Read(ref now)], LookEvery = TimeSpan.FromMilliseconds(100) }, proxy.Address);
        var games = scene.Keep(new RemoteGames(links));
        await games.UntilReadyAsync(default);
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 10_000_000);

        var played = 0;
        for (var exchanges = 0; exchanges < 3; exchanges++)
        {
            var connections = proxy.Accepted;
            Volatile.Write(ref now, exchanges);
            await Until.TrueAsync(
                async () =>
                {
                    played++;
                    Assert.Equal(Status.Accepted, (await games.PlayAsync(player.Bet(), default)).Status);
                    return exchanges == 0 || proxy.Accepted > connections;
                },
                "another connection is made");
        }

        Assert.True(played > 2);
    }

    [PostgresFact]
    public async Task A_listener_shows_its_new_certificate_to_new_connections()
    {
        await using var scene = await PeerScene.StartAsync();
        var (first, second) = (scene.Authority.Issue("games"), scene.Authority.Issue("games"));
        var now = first;
        var listener = await scene.ListenAsync(options => options with { Certificate = () => Volatile.Read(ref now) }, [new GamesService(scene.Platform.Games, PeerScene.Rules)]);

        Assert.Equal(first.Thumbprint, await ShownAsync());
        Volatile.Write(ref now, second);
        Assert.Equal(second.Thumbprint, await ShownAsync());

        async Task<string> ShownAsync()
        {
            var shown = "";
            using var channel = new GrpcChannel(scene.Channel("gateway", PeerScene.AddressOf(listener)) with
            {
                WhyNotThePeer = certificate =>
                {
                    shown = certificate.Thumbprint;
                    return null;
                },
            });
            await LobbyAsync(channel);
            return shown;
        }
    }

    private static Task<Lobby> LobbyAsync(GrpcChannel channel) =>
        channel.CallAsync(Croupier.Platform.Peers.PeerMethods.GetLobby, new GetLobbyRequest(), Lobby.Parser, TimeSpan.FromSeconds(20), default);

    private static async Task<int> ReadOrResetAsync(TcpClient plain, byte[] answer)
    {
        try
        {
            return await plain.GetStream().ReadAsync(answer);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
