using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Certificates;
using Croupier.Host.Data;
using Croupier.Host.Metrics;
using Croupier.Host.Verbs;
using Croupier.Tests.System.Secrets;
using Croupier.Tests.System.Wallet;

namespace Croupier.Tests.System.Certificates;

public sealed class CertificateFilesTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_server_shows_the_new_certificate_to_the_next_connection_and_keeps_the_one_that_is_open()
    {
        using var folder = new SecretFolder();
        AuthorityTests.Make(folder, dns: ["localhost"]);
        Issue(folder);
        using var files = Open(folder, TimeSpan.FromMilliseconds(20), new LogLines());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, files);
        var (first, open) = await ShownAsync(listener, files);

        Issue(folder);
        await Until.TrueAsync(() => files.Current.Certificate.Thumbprint != first, "the new files are in use");

        var (second, next) = await ShownAsync(listener, files);
        Assert.Equal(files.Current.Certificate.Thumbprint, second);
        await EchoAsync(open);
        await EchoAsync(next);
        await open.DisposeAsync();
        await next.DisposeAsync();
        listener.Stop();
        await serving;
    }

    [Fact]
    public void Files_of_no_use_change_nothing_and_are_logged_and_counted_once()
    {
        using var folder = new SecretFolder();
        using var metrics = new MetricsText();
        var log = new LogLines();
        AuthorityTests.Make(folder);
        Issue(folder);
        using var files = Open(folder, TimeSpan.FromHours(1), log);
        var first = files.Current.Certificate.Thumbprint;
        void Broken(string file, string content, string expected)
        {
            var good = File.ReadAllText(folder.File(file));
            Host.Secrets.PrivateFile.Write(folder.File(file), content);
            Assert.False(files.Look());
            Assert.False(files.Look());
            Assert.Equal(first, files.Current.Certificate.Thumbprint);
            Assert.True(log.Contains(expected), $"{expected} is not in {log}");
            Host.Secrets.PrivateFile.Write(folder.File(file), good);
        }

        Broken("out/games-1.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no pair");
        Broken("out/games-1.pem", "", "no certificate in PEM");
        Broken("out/games-1.key", File.ReadAllText(folder.File("ca/authority.key")), "no pair");
        Broken("out/authority.pem", "", "no certificate in PEM");
        CertsVerb.Issue(folder.File("ca"), folder.File("other"), CertsVerb.NamesOf([Role.Wallet], null, 1, [], []), Now, TimeSpan.FromDays(1));
        Assert.Contains("croupier_certificates_unreadable_total{name=\"peers\"} 4", metrics.Write(), StringComparison.Ordinal);

        Issue(folder);
        Assert.True(files.Look());
        Assert.NotEqual(first, files.Current.Certificate.Thumbprint);
        Assert.Contains("croupier_certificates_reloaded_total{name=\"peers\"} 1", metrics.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_does_not_name_every_role_of_the_process_is_refused()
    {
        using var folder = new SecretFolder();
        AuthorityTests.Make(folder);
        Issue(folder);

        var refused = Assert.Throws<EnvironmentException>(() => Open(folder, TimeSpan.FromHours(1), new LogLines(), Role.Games, Role.Wallet));

        Assert.Equal(ExitCode.SecretUnusable, refused.Code);
        Assert.Contains("spiffe://croupier.example/wallet", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_has_expired_is_refused()
    {
        using var folder = new SecretFolder();
        AuthorityTests.Make(folder);
        Issue(folder);
        var clock = new ShiftedClock { Ahead = TimeSpan.FromDays(2) };

        var refused = Assert.Throws<EnvironmentException>(() => new CertificateFiles("peers", () => Texts(folder), _ => { }, TimeSpan.FromHours(1), clock, new LogLines().Factory));

        Assert.Contains("and not now", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_of_start_dev_are_refused()
    {
        using var folder = new SecretFolder();
        using var data = DataFolder.Open(folder.File("data"));
        using var made = DevelopmentCertificate.Load(data, TimeProvider.System);
        CallerCertificates.EnsureAll(data, TimeProvider.System, ["games"]);
        AuthorityTests.Make(folder);
        Issue(folder);
        var own = Texts(folder);
        CertificateTexts[] developments =
        [
            new(own.Certificate, own.Key, made.Authority.ExportCertificatePem()),
            new(File.ReadAllText(data.File("callers/games.pem")), File.ReadAllText(data.File("callers/games.key")), own.Authorities),
            new(made.Server.ExportCertificatePem(), made.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), null),
        ];

        Assert.All(developments, texts => Assert.Equal(ExitCode.DevelopmentRefused, Assert.Throws<EnvironmentException>(() => CertificateSet.Of(texts, Now)).Code));
    }

    private static void Issue(SecretFolder folder) =>
        CertsVerb.Issue(folder.File("ca"), folder.File("out"), CertsVerb.NamesOf([Role.Games], null, 1, [], []), Now, TimeSpan.FromDays(1));

    private static CertificateTexts Texts(SecretFolder folder) =>
        CertificateTexts.Read(folder.File("out/games-1.pem"), folder.File("out/games-1.key"), folder.File("out/authority.pem"), groupReadable: false);

    private static CertificateFiles Open(SecretFolder folder, TimeSpan lookEvery, LogLines log, params Role[] roles) => new(
        "peers",
        () => Texts(folder),
        set => CertificateNames.ExpectProcess(set.Certificate, "croupier.example", roles, 1),
        lookEvery,
        TimeProvider.System,
        log.Factory);

    private static async Task ServeAsync(TcpListener listener, CertificateFiles files)
    {
        while (true)
        {
            try
            {
                _ = EchoAsync(await listener.AcceptTcpClientAsync(), files);
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task EchoAsync(TcpClient client, CertificateFiles files)
    {
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = files.Current.ServerContext });
        var buffer = new byte[1];
        while (await tls.ReadAsync(buffer) > 0)
        {
            await tls.WriteAsync(buffer);
        }
    }

    private static async Task<(string Thumbprint, SslStream Open)> ShownAsync(TcpListener listener, CertificateFiles files)
    {
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(files.Authorities());
        var shown = "";
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "games",
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                shown = ((X509Certificate2)certificate!).Thumbprint;
                return (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
            },
        });
        await EchoAsync(tls);
        return (shown, tls);
    }

    private static async Task EchoAsync(SslStream tls)
    {
        await tls.WriteAsync(new byte[] { 7 });
        Assert.Equal(1, await tls.ReadAsync(new byte[1]));
    }
}
