using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Certificates;

/// <summary>What <c>certs show</c> says of the certificates in a file.</summary>
internal static class CertificateText
{
    public static ExitCode Show(string file, DateTimeOffset now, TextWriter output)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(File.ReadAllText(file));
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException(ExitCode.Usage, $"{file} cannot be read: {error.Message}");
        }

        if (certificates.Count == 0)
        {
            throw new EnvironmentException(ExitCode.Usage, $"{file} has no certificate in PEM");
        }

        var code = ExitCode.Ok;
        foreach (var certificate in certificates)
        {
            code = Show(certificate, now, output) ? code : ExitCode.CheckFailed;
        }

        return code;
    }

    /// <summary>False when it has expired.</summary>
    private static bool Show(X509Certificate2 certificate, DateTimeOffset now, TextWriter output)
    {
        var (from, until) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        output.WriteLine(certificate.Subject);
        output.WriteLine($"  issued by  {certificate.Issuer}");
        foreach (var name in NamesOf(certificate))
        {
            output.WriteLine($"  name       {name}");
        }

        if (NameConstraints.Of(certificate) is { } constraints)
        {
            output.WriteLine($"  signs for  spiffe://{constraints.UriHost}/…; {string.Join(", ", constraints.Domains)}; {(constraints.Networks.Count == 0 ? "no address" : string.Join(", ", constraints.Networks))}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  holds      {from:u} to {until:u}"));
        var left = until - now;
        if (left <= TimeSpan.Zero)
        {
            output.WriteLine("  EXPIRED");
            return false;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  left       {(left.TotalDays >= 2 ? $"{left.TotalDays:0} days" : $"{left.TotalHours:0.0} hours")}"));
        if (left < (until - from) / 3)
        {
            output.WriteLine("  RENEW: less than a third of its life is left");
        }

        if (DevelopmentCertificate.IsMade(certificate))
        {
            output.WriteLine("  made by start-dev: serve refuses it");
        }

        return true;
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
    [
        .. CertificateNames.Uris(certificate),
        .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))),
    ];
}
