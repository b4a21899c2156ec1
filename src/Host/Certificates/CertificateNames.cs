using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Config;
using Croupier.Host.Data;
using Croupier.Kernel;

namespace Croupier.Host.Certificates;

/// <summary>The URI names of a certificate (RFC 5280 §4.2.1.6): who a process is to its peers.</summary>
internal static class CertificateNames
{
    private const string SubjectAlternativeName = "2.5.29.17";

    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    public static Uri OfRole(string trustDomain, Role role) => Of(trustDomain, RoleNames.Of(role));

    public static Uri Of(string trustDomain, string name) => new($"spiffe://{trustDomain}/{name}");

    public static IReadOnlyList<string> Uris(X509Certificate2 certificate)
    {
        var uris = new List<string>();
        foreach (var extension in certificate.Extensions.Where(e => e.Oid?.Value == SubjectAlternativeName))
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(Uri))
                {
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }

        return uris;
    }

    /// <summary>Throws unless the certificate names every one of the roles. One that names more is taken: its holder decides what it runs.</summary>
    public static void ExpectRoles(X509Certificate2 certificate, string trustDomain, IEnumerable<Role> roles)
    {
        var names = Uris(certificate);
        var missing = roles.Select(role => OfRole(trustDomain, role).ToString()).Except(names).ToList();
        if (missing.Count > 0)
        {
            throw new EnvironmentException(
                ExitCode.SecretUnusable,
                $"the certificate names {(names.Count == 0 ? "nobody" : string.Join(", ", names))}, and this process is {string.Join(", ", missing)} too: croupier certs issue --role {string.Join(',', roles.Select(RoleNames.Of))}");
        }
    }
}
