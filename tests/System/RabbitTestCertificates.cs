using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Data;

namespace Croupier.Tests.System;

/// <summary>
/// The platform's own name-constrained authority, under it a broker's certificate for the name localhost alone, and one with which a ledger logs in; as files where the
/// broker needs them.
/// </summary>
internal sealed record RabbitTestCertificates(string AuthorityFile, string ServerFile, string ServerKeyFile, X509Certificate2 Authority, X509Certificate2 Ledger)
{
    public static readonly Uri LedgerUri = CallerCertificates.Named("ledger");

    public static RabbitTestCertificates Write(string path)
    {
        using var folder = DataFolder.Open(path);
        using var made = DevelopmentCertificate.Load(folder, TimeProvider.System);
        using var authority = DevelopmentCertificate.LoadAuthority(folder, TimeProvider.System);
        var (server, key) = (folder.File("broker.pem"), folder.File("broker.key"));
        WriteBroker(authority, server, key);
        return new RabbitTestCertificates(folder.File("ca.pem"), server, key, X509CertificateLoader.LoadCertificate(authority.RawData), IssueFor(authority, LedgerUri));
    }

    public static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static void WriteBroker(X509Certificate2 authority, string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 IssueFor(X509Certificate2 authority, Uri name)
    {
        using var issued = CallerCertificates.Issue(authority, name, DateTimeOffset.UtcNow, TimeSpan.FromDays(1));

        // Through a file's form, so that the key can be used by a TLS client on every system.
        return X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), null);
    }
}
