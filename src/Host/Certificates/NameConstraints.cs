using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Croupier.Host.Certificates;

/// <summary>
/// For which names an authority may sign (RFC 5280 §4.2.1.10): URIs of one host, host names at and below some domains, addresses of some networks or of none. Whoever
/// trusts the authority trusts it for nothing else, even if its key is stolen.
/// </summary>
internal sealed record NameConstraints(string UriHost, IReadOnlyList<string> Domains, IReadOnlyList<IPNetwork> Networks)
{
    private const string Id = "2.5.29.30";
    private const int DnsName = 2;
    private const int Uri = 6;
    private const int IpAddress = 7;

    public X509Extension ToExtension()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Context(0)))
            {
                Domains.ToList().ForEach(domain => Subtree(writer, DnsName, Encoding.ASCII.GetBytes(domain)));
                Subtree(writer, Uri, Encoding.ASCII.GetBytes(UriHost));
                Networks.ToList().ForEach(network => Subtree(writer, IpAddress, Bytes(network)));
            }

            if (Networks.Count == 0)
            {
                // A kind of name that no subtree speaks of would be free.
                using (writer.PushSequence(Context(1)))
                {
                    Subtree(writer, IpAddress, new byte[8]);
                    Subtree(writer, IpAddress, new byte[32]);
                }
            }
        }

        return new X509Extension(Id, writer.Encode(), critical: true);
    }

    /// <summary>Null for a certificate without constraints of ours.</summary>
    public static NameConstraints? Of(X509Certificate2 authority)
    {
        if (authority.Extensions.FirstOrDefault(e => e.Oid?.Value == Id) is not { } extension)
        {
            return null;
        }

        var permitted = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence().ReadSequence(Context(0));
        string? host = null;
        var domains = new List<string>();
        var networks = new List<IPNetwork>();
        while (permitted.HasData)
        {
            var subtree = permitted.ReadSequence();
            var tag = subtree.PeekTag();
            var value = subtree.ReadOctetString(tag);
            switch (tag.TagValue)
            {
                case DnsName:
                    domains.Add(Encoding.ASCII.GetString(value));
                    break;
                case Uri:
                    host = Encoding.ASCII.GetString(value);
                    break;
                case IpAddress:
                    networks.Add(Network(value));
                    break;
            }
        }

        return host is null ? null : new NameConstraints(host, domains, networks);
    }

    public bool Permits(string dnsName) => Domains.Any(d => dnsName == d || dnsName.EndsWith("." + d, StringComparison.Ordinal));

    public bool Permits(IPAddress address) => Networks.Any(n => n.Contains(address));

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);

    private static void Subtree(AsnWriter writer, int kind, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(value, Context(kind));
        }
    }

    private static byte[] Bytes(IPNetwork network)
    {
        var address = network.BaseAddress.GetAddressBytes();
        var mask = new byte[address.Length];
        for (var bit = 0; bit < network.PrefixLength; bit++)
        {
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return [.. address, .. mask];
    }

    private static IPNetwork Network(byte[] value)
    {
        var half = value.Length / 2;
        return new IPNetwork(new IPAddress(value.AsSpan(0, half)), value.AsSpan(half).ToArray().Sum(b => System.Numerics.BitOperations.PopCount(b)));
    }
}
