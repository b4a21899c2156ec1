using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Tests.System.Peers;

/// <summary>An authority of one test, and the certificates that it makes: for a server's and a client's use, named by URIs, unless the test asks for something wrong.</summary>
internal sealed class PeerAuthority : IDisposable
{
    public const string TrustDomain = "croupier.test";

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 withKey;

    public PeerAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Croupier test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        withKey = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
        Certificate = X509CertificateLoader.LoadCertificate(withKey.RawData);
    }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2Collection All => [Certificate];

    /// <summary>For the named roles or instances: <c>games-2</c>.</summary>
    public X509Certificate2 Issue(params string[] names) => Issue(names, DateTimeOffset.UtcNow.AddMinutes(-5), TimeSpan.FromHours(1));

    public X509Certificate2 Issue(IEnumerable<string> names, DateTimeOffset from, TimeSpan validFor, bool forServers = true, bool forClients = true, string domain = TrustDomain)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a process", key, HashAlgorithmName.SHA256);
        var uris = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            uris.AddUri(new Uri($"spiffe://{domain}/{name}"));
        }

        request.CertificateExtensions.Add(uris.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        var uses = new OidCollection();
        foreach (var use in new[] { forServers ? ServerUse : null, forClients ? ClientUse : null }.OfType<string>())
        {
            uses.Add(new Oid(use));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        using var certificate = request.Create(withKey, from, from + validFor, RandomNumberGenerator.GetBytes(16));
        using var complete = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        withKey.Dispose();
        Certificate.Dispose();
    }
}
