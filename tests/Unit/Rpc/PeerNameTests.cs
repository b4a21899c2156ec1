using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Platform.Rpc;

namespace Croupier.Tests.Unit.Rpc;

/// <summary>A peer's name is the one URI of its certificate, in our trust domain, well-formed, and nothing else.</summary>
public sealed class PeerNameTests
{
    public static TheoryData<string[], string?> Uris => new()
    {
        { ["spiffe://croupier.dev/backoffice"], "backoffice" },
        { ["spiffe://croupier.dev/a-1"], "a-1" },
        { [], null },
        { ["spiffe://croupier.dev/backoffice", "spiffe://croupier.dev/auditor"], null },
        { ["spiffe://croupier.dev/"], null },
        { ["spiffe://croupier.dev/a/b"], null },
        { ["spiffe://croupier.dev/Backoffice"], null },
        { ["spiffe://croupier.dev.evil.org/backoffice"], null },
        { ["spiffe://evil.org/croupier.dev/backoffice"], null },
        { ["https://croupier.dev/backoffice"], null },
        { ["spiffe://croupier.dev/backoffice?x"], null },
        { ["spiffe://croupier.dev/" + new string('a', 32)], new string('a', 32) },
        { ["spiffe://croupier.dev/" + new string('a', 33)], null },
    };

    [Theory]
    [MemberData(nameof(Uris))]
    public void A_name_is_read_from_the_one_uri(string[] uris, string? name)
    {
        using var certificate = Certificate(names =>
        {
            names.AddDnsName("backoffice");
            foreach (var uri in uris)
            {
                names.AddUri(new Uri(uri));
            }
        });

        Assert.Equal(name, PeerName.Of(certificate, "croupier.dev"));
    }

    [Theory]
    [InlineData(2, "games-1,wallet", "spiffe://croupier.dev/games-1", "spiffe://croupier.dev/wallet")]
    [InlineData(1, null, "spiffe://croupier.dev/games-1", "spiffe://croupier.dev/wallet")]
    [InlineData(2, null, "spiffe://croupier.dev/games-1", "spiffe://croupier.dev/games-1")]
    [InlineData(2, null, "spiffe://croupier.dev/games-1", "spiffe://evil.org/wallet")]
    [InlineData(2, null, "spiffe://croupier.dev/games-1", "https://croupier.dev/wallet")]
    public void A_process_of_several_roles_has_several_names_of_which_none_is_foreign(int most, string? names, params string[] uris)
    {
        using var certificate = Certificate(alternatives => uris.ToList().ForEach(uri => alternatives.AddUri(new Uri(uri))));

        Assert.Equal(names?.Split(','), PeerName.AllOf(certificate, "croupier.dev", most));
    }

    [Fact]
    public void Names_that_cant_be_read_name_nobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", [0x30, 0x05, 0x86, 0x7F], critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));

        Assert.Null(PeerName.Of(certificate, "croupier.dev"));
    }

    private static X509Certificate2 Certificate(Action<SubjectAlternativeNameBuilder> fill)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        fill(names);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
    }
}
