using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Tests.System;

/// <summary>An authority, a broker's certificate for localhost, and one with which a ledger logs in; as files where the broker needs them.</summary>
internal sealed record RabbitTestCertificates(string AuthorityFile, string ServerFile, string ServerKeyFile, X509Certificate2 Authority, X509Certificate2 Ledger)
{
    public static readonly Uri LedgerUri = new("spiffe://croupier.dev/ledger");

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    public static RabbitTestCertificates Write(string folder)
    {
        Directory.CreateDirectory(folder);
        using var authority = MakeAuthority();
        using var server = Issue(authority, "localhost", ServerUse, names => names.AddDnsName("localhost"));
        var files = new[] { "ca.pem", "server.pem", "server.key" }.Select(file => Path.Combine(folder, file)).ToArray();
        File.WriteAllText(files[0], authority.ExportCertificatePem());
        File.WriteAllText(files[1], server.ExportCertificatePem());
        using var key = server.GetECDsaPrivateKey()!;
        File.WriteAllText(files[2], key.ExportPkcs8PrivateKeyPem());
        return new RabbitTestCertificates(
            files[0], files[1], files[2], X509CertificateLoader.LoadCertificate(authority.RawData), Issue(authority, "ledger", ClientUse, names => names.AddUri(LedgerUri)));
    }

    public static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, string use, Action<SubjectAlternativeNameBuilder> addNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        addNames(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(key);

        // Through a file's form, so that the key can be used by a TLS client on every system.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
