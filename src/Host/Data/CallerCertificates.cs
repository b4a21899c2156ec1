using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Host.Data;

/// <summary>
/// Certificates with which programs call the ledger API of a development platform: one for each caller, under the data folder's authority, in <c>callers/NAME.pem</c>
/// and <c>callers/NAME.key</c> (mode 0600). Renewed at a start with less than 30 days left.
/// </summary>
internal static class CallerCertificates
{
    public const string TrustDomain = "croupier.dev";

    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>The folder in which the callers find their certificates.</summary>
    public static string FolderOf(DataFolder folder) => folder.File("callers");

    public static void EnsureAll(DataFolder folder, TimeProvider clock, IEnumerable<string> names)
    {
        Directory.CreateDirectory(FolderOf(folder));
        using var authority = DevelopmentCertificate.LoadAuthority(folder, clock);
        foreach (var name in names)
        {
            if (!IsGood(folder, name, authority, clock))
            {
                Write(folder, name, Issue(authority, Named(name), clock.GetUtcNow(), ValidFor));
            }
        }
    }

    /// <summary>A client's certificate with its key, for one URI.</summary>
    public static X509Certificate2 Issue(X509Certificate2 authority, Uri uri, DateTimeOffset now, TimeSpan validFor)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={uri.AbsolutePath.Trim('/')}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(uri);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientUse)], critical: false));
        using var certificate = request.Create(authority, now.AddMinutes(-5), now + validFor, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    public static Uri Named(string caller) => new($"spiffe://{TrustDomain}/{caller}");

    private static void Write(DataFolder folder, string name, X509Certificate2 issued)
    {
        using (issued)
        {
            using var key = issued.GetECDsaPrivateKey()!;
            folder.WriteSecret($"callers/{name}.key", System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
            folder.WriteSecret($"callers/{name}.pem", System.Text.Encoding.ASCII.GetBytes(issued.ExportCertificatePem()));
        }
    }

    // A pair that does not fit together (a crash between the two files), or is another authority's, is made anew.
    private static bool IsGood(DataFolder folder, string name, X509Certificate2 authority, TimeProvider clock)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(folder.File($"callers/{name}.pem"), folder.File($"callers/{name}.key"));
            return certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)
                && certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow() > RenewBefore;
        }
        catch (Exception absent) when (absent is IOException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
