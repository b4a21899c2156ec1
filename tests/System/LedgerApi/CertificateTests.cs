using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Croupier.Client.Ledger;
using Croupier.Host.Data;
using Croupier.Wire.Grpc;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>Who may connect. Each that may not is refused at the handshake and counted by its reason, and the next good caller is served.</summary>
public sealed class CertificateTests
{
    private static readonly Uri Good = CallerCertificates.Named("cashier");
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [PostgresFact]
    public async Task Whoever_has_no_good_certificate_is_refused_and_counted()
    {
        await using var api = await OwnApi.StartAsync([OwnApi.Cashier("cashier", 10)]);
        using var counted = new RefusedConnections();
        using var stranger = Authority();
        using var ours = api.AuthorityWithKey;
        var rows = new (string Reason, X509Certificate2? Certificate)[]
        {
            ("no certificate", null),
            ("not from our authority", CallerCertificates.Issue(stranger, Good, Now, TimeSpan.FromHours(1))),
            ("not from our authority", SelfSigned()),
            ("expired or not yet valid", CallerCertificates.Issue(ours, Good, Now, TimeSpan.FromMinutes(-1))),
            ("expired or not yet valid", CallerCertificates.Issue(ours, Good, Now.AddDays(1), TimeSpan.FromDays(1))),
            ("unknown caller", CallerCertificates.Issue(ours, CallerCertificates.Named("robber"), Now, TimeSpan.FromHours(1))),
            ("not for a client", Issue(ours, "1.3.6.1.5.5.7.3.1", Good)),
            ("not for a client", Issue(ours, null, Good)),
            ("without a name of ours", Issue(ours, "1.3.6.1.5.5.7.3.2")),
            ("without a name of ours", Issue(ours, "1.3.6.1.5.5.7.3.2", Good, CallerCertificates.Named("auditor"))),
        };

        foreach (var (reason, certificate) in rows)
        {
            var before = counted.Of(reason);
            using var client = new LedgerApiClient(api.Options("cashier") with { Certificate = certificate is null ? null : () => certificate });
            var refused = await Assert.ThrowsAsync<GrpcException>(() => client.HeadAsync(0, default));
            Assert.Equal((reason, GrpcCode.Unavailable), (reason, refused.Code));
            await Until.TrueAsync(() => counted.Of(reason) > before, $"{certificate?.Subject} is counted as '{reason}'");
        }

        using var good = api.Client("cashier");
        await good.HeadAsync(0, default);
    }

    [PostgresFact]
    public async Task Neither_older_TLS_nor_plain_text_is_spoken()
    {
        await using var api = await OwnApi.StartAsync([OwnApi.Cashier("cashier", 10)]);
        using var older = new TcpClient();
        await older.ConnectAsync("localhost", api.Api.Port);
        await using var stream = new SslStream(older.GetStream());
        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12,
            ClientCertificates = [api.Options("cashier").Certificate!()],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { api.Authority }, RevocationMode = X509RevocationMode.NoCheck,
            },
        }));

        using var plain = new TcpClient();
        await plain.ConnectAsync("localhost", api.Api.Port);
        await plain.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /v1/partitions/0/head HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        var answer = new byte[256];
        var read = await ReadOrResetAsync(plain, answer);
        Assert.DoesNotContain("HTTP", Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_connection_ends_with_its_certificate()
    {
        var clock = new LaterClock();
        await using var api = await OwnApi.StartAsync([OwnApi.Cashier("cashier", 10)], clock: clock);
        using var client = api.Client("cashier");
        await client.HeadAsync(0, default);

        clock.Later = TimeSpan.FromHours(2);
        var expired = await Assert.ThrowsAsync<GrpcException>(() => client.HeadAsync(0, default));

        Assert.Equal(GrpcCode.Unauthenticated, expired.Code);
    }

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

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Croupier development authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    private static X509Certificate2 SelfSigned()
    {
        using var authority = Authority();
        return X509CertificateLoader.LoadPkcs12(authority.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string? use, params Uri[] uris)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cashier", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        foreach (var uri in uris)
        {
            names.AddUri(uri);
        }

        request.CertificateExtensions.Add(names.Build());
        if (use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        }

        using var certificate = request.Create(authority, Now.AddMinutes(-5), Now.AddHours(1), RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>The time of day, moved on by as much as a test says.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }
}
