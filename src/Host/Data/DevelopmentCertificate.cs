using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Host.Data;

/// <summary>
/// The certificate of a development platform: a private authority made at first start, which may sign for <c>localhost</c> only, and a
/// server certificate under it that is renewed when less than 30 days are left. Whoever wants no warning in a browser trusts <c>ca.pem</c>.
/// </summary>
public sealed class DevelopmentCertificate : IDisposable
{
    private const string AuthorityName = "CN=Croupier development authority";

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private DevelopmentCertificate(X509Certificate2 server, X509Certificate2 authority)
    {
        Server = server;
        Authority = authority;
    }

    /// <summary>For <c>localhost</c> and the loopback addresses, with its private key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>What signed it; without its private key.</summary>
    public X509Certificate2 Authority { get; }

    public static DevelopmentCertificate Load(DataFolder folder, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        using var authority = LoadAuthority(folder, clock);
        File.WriteAllText(folder.File("ca.pem"), authority.ExportCertificatePem());
        var server = X509CertificateLoader.LoadPkcs12(folder.ReadOrCreateSecret("localhost.pfx", () => CreateServer(authority, now)), null);
        if (server.NotAfter.ToUniversalTime() - now <= RenewBefore)
        {
            server.Dispose();
            var renewed = CreateServer(authority, now);
            folder.WriteSecret("localhost.pfx", renewed);
            server = X509CertificateLoader.LoadPkcs12(renewed, null);
        }

        return new DevelopmentCertificate(server, X509CertificateLoader.LoadCertificate(authority.RawData));
    }

    /// <summary>The authority with its private key, made at the first start.</summary>
    internal static X509Certificate2 LoadAuthority(DataFolder folder, TimeProvider clock) =>
        X509CertificateLoader.LoadPkcs12(folder.ReadOrCreateSecret("ca.pfx", () => CreateAuthority(clock.GetUtcNow())), null);

    /// <summary>Whether start-dev made this authority or certificate: <c>serve</c> refuses it.</summary>
    public static bool IsMade(X509Certificate2 certificate) => certificate.Issuer == AuthorityName || certificate.Subject == AuthorityName;

    public void Dispose()
    {
        Server.Dispose();
        Authority.Dispose();
    }

    private static byte[] CreateAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(AuthorityName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(LocalhostOnly());
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(10));
        return certificate.Export(X509ContentType.Pkcs12);
    }

    private static byte[] CreateServer(X509Certificate2 authority, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.Create(authority, now.AddMinutes(-5), now.AddDays(365), RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return withKey.Export(X509ContentType.Pkcs12);
    }

    // RFC 5280 §4.2.1.10 name constraints: permitted subtrees dNSName localhost, URI croupier.dev, iPAddress 127.0.0.0/8 and ::1/128. Whoever trusts the authority trusts it for nothing else.
    private static X509Extension LocalhostOnly()
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0)))
        {
            Permit(writer, 2, "localhost"u8);
            Permit(writer, 6, "croupier.dev"u8);
            Permit(writer, 7, [127, 0, 0, 0, 255, 0, 0, 0]);
            Permit(writer, 7, [.. new byte[15], 1, .. Enumerable.Repeat((byte)0xFF, 16)]);
        }

        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }

    private static void Permit(System.Formats.Asn1.AsnWriter writer, int generalName, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(value, new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, generalName));
        }
    }
}
