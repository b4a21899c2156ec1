using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Croupier.Platform.Rpc;

/// <summary>The name in a peer's certificate: its one URI of subject alternative names (RFC 5280 §4.2.1.6), <c>spiffe://&lt;trust domain&gt;/&lt;name&gt;</c>.</summary>
internal static class PeerName
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MaxLength = 32;

    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>Null unless there is exactly one URI, of this trust domain, with a well-formed name (1–32 of a–z, 0–9 and hyphen).</summary>
    public static string? Of(X509Certificate2 certificate, string trustDomain)
    {
        var uris = certificate.Extensions.Where(e => e.Oid?.Value == SubjectAlternativeName).SelectMany(e => Uris(e.RawData)).ToList();
        var prefix = $"spiffe://{trustDomain}/";
        if (uris.Count != 1 || !uris[0].StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var name = uris[0][prefix.Length..];
        return IsWellFormed(name) ? name : null;
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
