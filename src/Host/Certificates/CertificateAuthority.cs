using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Data;
using Croupier.Host.Secrets;
using Croupier.Kernel;

namespace Croupier.Host.Certificates;

/// <summary>
/// A private authority for the platform's own certificates: P-256, constrained to its trust domain's names, and kept in two files, <c>authority.pem</c> for everyone and
/// <c>authority.key</c> (0600) for whoever issues. What it issues is short-lived, so that nothing needs to be revoked.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    public const string CertificateFile = "authority.pem";
    public const string KeyFile = "authority.key";

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    // Clocks of two machines differ a little.
    private static readonly TimeSpan BeforeNow = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 certificate;

    private CertificateAuthority(X509Certificate2 certificate, NameConstraints constraints)
    {
        this.certificate = certificate;
        Constraints = constraints;
    }

    public NameConstraints Constraints { get; }

    public string TrustDomain => Constraints.UriHost;

    public string CertificatePem => certificate.ExportCertificatePem() + "\n";

    /// <summary>Makes an authority in a folder that has none.</summary>
    public static CertificateAuthority Create(string folder, NameConstraints constraints, DateTimeOffset now, TimeSpan validFor)
    {
        if (File.Exists(Path.Combine(folder, KeyFile)) || File.Exists(Path.Combine(folder, CertificateFile)))
        {
            throw new EnvironmentException(ExitCode.Usage, $"there is an authority in {folder} already; whatever it issued would be worthless without it");
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Croupier authority {RandomNumberGenerator.GetHexString(8, lowercase: true)}, O={constraints.UriHost}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(constraints.ToExtension());
        var made = request.CreateSelfSigned(now - BeforeNow, now + validFor);
        Directory.CreateDirectory(folder);
        PrivateFile.Write(Path.Combine(folder, KeyFile), key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(Path.Combine(folder, CertificateFile), made.ExportCertificatePem() + "\n");
        return new CertificateAuthority(made, constraints);
    }

    /// <summary>Throws <see cref="EnvironmentException"/> when there is none, or its key may be read by others.</summary>
    public static CertificateAuthority Load(string folder)
    {
        var texts = CertificateTexts.Read(Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile), null, groupReadable: false);
        try
        {
            var certificate = X509Certificate2.CreateFromPem(texts.Certificate, texts.Key);
            return NameConstraints.Of(certificate) is { } constraints
                ? new CertificateAuthority(certificate, constraints)
                : throw new EnvironmentException(ExitCode.Usage, $"the authority in {folder} is not constrained to a trust domain: it was not made by croupier certs authority");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new EnvironmentException(ExitCode.SecretUnusable, $"the authority in {folder} cannot be read: {error.Message}");
        }
    }

    /// <summary>A certificate for a server and client with these names, with its key in PEM. Throws <see cref="EnvironmentException"/> for a name that the authority may not sign.</summary>
    public (X509Certificate2 Certificate, string KeyPem) Issue(LeafNames names, DateTimeOffset now, TimeSpan validFor)
    {
        Expect(names);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names.Subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerUse), new Oid(ClientUse)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(names.ToExtension(TrustDomain));
        var until = now + validFor;
        var last = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        if (until > last)
        {
            throw new EnvironmentException(ExitCode.Usage, $"the authority holds until {last:u}: ask for less, or make a new one");
        }

        return (request.Create(certificate, now - BeforeNow, until, Serial()), key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose() => certificate.Dispose();

    // RFC 5280 §4.1.2.2: positive, at most 20 octets.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private void Expect(LeafNames names)
    {
        if (names.Dns.FirstOrDefault(d => !Constraints.Permits(d)) is { } name)
        {
            throw new EnvironmentException(ExitCode.Usage, $"this authority may not sign for {name}: its domains are {string.Join(", ", Constraints.Domains)} (certs authority --dns)");
        }

        if (names.Addresses.FirstOrDefault(a => !Constraints.Permits(a)) is { } address)
        {
            throw new EnvironmentException(ExitCode.Usage, $"this authority may not sign for {address}: its networks are {(Constraints.Networks.Count == 0 ? "none" : string.Join(", ", Constraints.Networks))} (certs authority --network)");
        }
    }
}

/// <summary>The names of one certificate: a subject that says it to people, the words behind the trust domain, and where its holder is reached.</summary>
internal sealed record LeafNames(string Subject, IReadOnlyList<string> Words, IReadOnlyList<string> Dns, IReadOnlyList<IPAddress> Addresses)
{
    public X509Extension ToExtension(string trustDomain)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var word in Words)
        {
            names.AddUri(CertificateNames.Of(trustDomain, word));
        }

        foreach (var dns in Dns)
        {
            names.AddDnsName(dns);
        }

        foreach (var address in Addresses)
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }
}
