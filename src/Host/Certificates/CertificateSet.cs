using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Croupier.Host.Data;
using Croupier.Host.Secrets;
using Croupier.Kernel;

namespace Croupier.Host.Certificates;

/// <summary>A certificate with its key, those of the authorities behind it, and the authorities that peers' must be from: as they stood in their files at one moment.</summary>
internal sealed record CertificateSet(
    X509Certificate2 Certificate, X509Certificate2Collection Intermediates, X509Certificate2Collection Authorities, SslStreamCertificateContext ServerContext)
{
    /// <summary>Throws <see cref="EnvironmentException"/> with what is wrong with them.</summary>
    public static CertificateSet Of(CertificateTexts texts, DateTimeOffset now)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(texts.Certificate);
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(texts.Authorities ?? "");
            if (chain.Count == 0 || (texts.Authorities is not null && authorities.Count == 0))
            {
                throw Wrong("there is no certificate in PEM");
            }

            foreach (var one in chain.Concat(authorities).Where(DevelopmentCertificate.IsMade))
            {
                throw new EnvironmentException(ExitCode.DevelopmentRefused, $"a certificate of start-dev ({one.Subject}): make an authority of your own, croupier certs authority");
            }

            var certificate = X509Certificate2.CreateFromPem(texts.Certificate, texts.Key);
            if (certificate.NotAfter.ToUniversalTime() <= now || certificate.NotBefore.ToUniversalTime() > now)
            {
                throw Wrong($"the certificate holds from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}, and not now");
            }

            chain.RemoveAt(0);
            return new CertificateSet(certificate, chain, authorities, SslStreamCertificateContext.Create(certificate, chain, offline: true));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw Wrong("certificate and key are no pair in PEM");
        }
    }

    private static EnvironmentException Wrong(string what) => new(ExitCode.SecretUnusable, what);
}

/// <summary>What stands in the files. A class, so that nothing prints the key.</summary>
internal sealed class CertificateTexts(string certificate, string key, string? authorities)
{
    public string Certificate { get; } = certificate;

    public string Key { get; } = key;

    public string? Authorities { get; } = authorities;

    /// <summary>Equal for equal files.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{certificate}\0{key}\0{authorities}")));

    /// <summary>Throws <see cref="EnvironmentException"/> for a file that can't be read, or a key that others may read.</summary>
    public static CertificateTexts Read(string certificate, string key, string? authorities, bool groupReadable)
    {
        try
        {
            return new CertificateTexts(
                File.ReadAllText(certificate),
                new FileSecret(key, groupReadable).ReadAsync(CancellationToken.None).GetAwaiter().GetResult(),
                authorities is null ? null : File.ReadAllText(authorities));
        }
        catch (SecretException error)
        {
            throw new EnvironmentException(ExitCode.SecretUnusable, $"{key} {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(ExitCode.SecretUnusable, error.Message);
        }
    }
}
