using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Rpc;

/// <summary>The names in a peer's certificate: the URIs of its subject alternative names (RFC 5280 §4.2.1.6), <c>spiffe://&lt;trust domain&gt;/&lt;name&gt;</c>.</summary>
internal static class PeerName
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MaxLength = 32;

    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>Null unless there is exactly one URI, of this trust domain, with a well-formed name (1–32 of a–z, 0–9 and hyphen).</summary>
    public static string? Of(X509Certificate2 certificate, string trustDomain) => AllOf(certificate, trustDomain, 1)?[0];

    /// <summary>Null unless there is at least one URI, at most <paramref name="most"/>, and each is of this trust domain with a well-formed name, none of them twice.</summary>
    public static IReadOnlyList<string>? AllOf(X509Certificate2 certificate, string trustDomain, int most)
    {
        var uris = certificate.Extensions.Where(e => e.Oid?.Value == SubjectAlternativeName).SelectMany(e => Uris(e.RawData)).ToList();
        var prefix = $"spiffe://{trustDomain}/";
        if (uris.Count == 0 || uris.Count > most || uris.Any(uri => !uri.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return null;
        }

        var names = uris.Select(uri => uri[prefix.Length..]).ToList();
        return names.All(IsWellFormed) && names.Distinct().Count() == names.Count ? names : null;
    }

    public static bool IsWellFormed(string name) =>
        name.Length is > 0 and <= MaxLength && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    private static List<string> Uris(byte[] extension)
    {
        var uris = new List<string>();
        try
        {
            var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
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
        catch (AsnContentException)
        {
            // What can't be read names nobody.
            return [];
        }

        return uris;
    }
}
