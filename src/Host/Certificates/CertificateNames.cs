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

    /// <summary>The word of a process: its role and number, or the role alone for any of the role's processes.</summary>
    public static string WordOf(Role role, int? instance) => instance is null ? RoleNames.Of(role) : $"{RoleNames.Of(role)}-{instance}";

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

    /// <summary>
    /// Throws unless the certificate names every role of this process. Where a role gives commands it must not name another number: a ledger tells results to the producer that
    /// the certificate proves, so a process with another's name would run and hear nothing. A certificate that names more is taken: its holder decides what it runs.
    /// </summary>
    public static void ExpectProcess(X509Certificate2 certificate, string trustDomain, IReadOnlyList<Role> roles, uint instance)
    {
        var names = Uris(certificate);
        var missing = roles.Where(role => !Names(names, trustDomain, role, instance)).Select(role => Of(trustDomain, WordOf(role, (int)instance)).ToString()).ToList();
        if (missing.Count > 0)
        {
            throw new EnvironmentException(
                ExitCode.SecretUnusable,
                $"the certificate names {(names.Count == 0 ? "nobody" : string.Join(", ", names))}, and this process is {string.Join(", ", missing)}: croupier certs issue --role {string.Join(',', roles.Select(RoleNames.Of))} --instance {instance}");
        }
    }

    private static bool Names(IReadOnlyList<string> names, string trustDomain, Role role, uint instance)
    {
        var (any, own) = (Of(trustDomain, WordOf(role, null)).ToString(), Of(trustDomain, WordOf(role, (int)instance)).ToString());
        return names.Any(name => name == any || name == own || (!IsHeard(role) && name.StartsWith(any + "-", StringComparison.Ordinal)));
    }

    // The ledger hears no results, and a gateway gives no commands.
    private static bool IsHeard(Role role) => role != Role.Ledger && RoleNames.Producers.Contains(role);
}
