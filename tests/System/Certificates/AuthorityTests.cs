using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Croupier.Host.Certificates;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Host.Verbs;
using Croupier.Tests.System.Secrets;

namespace Croupier.Tests.System.Certificates;

/// <summary>What <c>croupier certs</c> makes, judged by openssl.</summary>
public sealed class AuthorityTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [OpensslFact]
    public void A_process_of_two_roles_has_a_certificate_that_openssl_verifies_for_both_uses()
    {
        using var folder = new SecretFolder();
        Make(folder, dns: ["svc.cluster.local"], networks: ["127.0.0.0/8", "::1/128"]);

        var said = CertsVerb.Issue(folder.File("ca"), folder.File("out"), CertsVerb.NamesOf([Role.Games, Role.Ledger], null, 3, ["games.play.svc.cluster.local"], ["127.0.0.1", "::1"]), Now, TimeSpan.FromDays(1));

        Assert.Contains("spiffe://croupier.example/games-3, spiffe://croupier.example/ledger-3", said, StringComparison.Ordinal);
        var file = folder.File("out/games-ledger-3.pem");
        foreach (var purpose in new[] { "sslserver", "sslclient" })
        {
            Assert.EndsWith("OK", Openssl("verify", "-x509_strict", "-purpose", purpose, "-CAfile", folder.File("out/authority.pem"), file).Trim(), StringComparison.Ordinal);
        }

        var text = Openssl("x509", "-in", file, "-noout", "-text");
        Assert.Contains("URI:spiffe://croupier.example/games-3, URI:spiffe://croupier.example/ledger-3, DNS:games.play.svc.cluster.local, IP Address:127.0.0.1", text, StringComparison.Ordinal);
        Assert.Contains("TLS Web Server Authentication, TLS Web Client Authentication", text, StringComparison.Ordinal);
        Assert.Contains("ASN1 OID: prime256v1", text, StringComparison.Ordinal);
    }

    [OpensslFact]
    public void Keys_are_their_owners_alone_and_fit_their_certificates()
    {
        using var folder = new SecretFolder();
        Make(folder);
        CertsVerb.Issue(folder.File("ca"), folder.File("out"), CertsVerb.NamesOf([Role.Games], null, 1, [], []), Now, TimeSpan.FromHours(1));

        foreach (var key in new[] { "ca/authority.key", "out/games-1.key" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File(key)));
        }

        Assert.Equal(Openssl("pkey", "-in", folder.File("out/games-1.key"), "-pubout"), Openssl("x509", "-in", folder.File("out/games-1.pem"), "-noout", "-pubkey"));
    }

    /// <summary>The authority's key in a thief's hands: what it signs outside of its names is worth nothing to anyone who trusts it.</summary>
    [OpensslFact]
    public void What_the_authority_signs_outside_its_trust_domain_nobody_believes()
    {
        using var folder = new SecretFolder();
        Make(folder);
        string[] Judged(Action<SubjectAlternativeNameBuilder> names)
        {
            var file = Forge(folder, names);
            return [PrivatePostgresShell.Run("openssl", "verify", "-CAfile", folder.File("ca/authority.pem"), file).Output, DotNet(folder, file)];
        }

        Assert.All(Judged(n => n.AddUri(new Uri("spiffe://croupier.example/games"))), judged => Assert.Contains("OK", judged, StringComparison.Ordinal));
        Assert.All(Judged(n => n.AddUri(new Uri("spiffe://bank.example/games"))), judged => Assert.Contains("permitted subtree violation", judged, StringComparison.OrdinalIgnoreCase));
        Assert.All(Judged(n => n.AddUri(new Uri("spiffe://sub.croupier.example/games"))), judged => Assert.Contains("permitted subtree violation", judged, StringComparison.OrdinalIgnoreCase));
        Assert.All(Judged(n => n.AddDnsName("bank.example")), judged => Assert.Contains("permitted subtree violation", judged, StringComparison.OrdinalIgnoreCase));
        Assert.All(Judged(n => n.AddIpAddress(IPAddress.Loopback)), judged => Assert.Contains("excluded subtree violation", judged, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_name_that_the_authority_may_not_sign_is_refused_before_it_is_signed()
    {
        using var folder = new SecretFolder();
        Make(folder);

        foreach (var (dns, ip) in new[] { ("bank.example", null as string), (null, "127.0.0.1") })
        {
            var names = CertsVerb.NamesOf([Role.Games], null, 1, dns is null ? [] : [dns], ip is null ? [] : [ip]);
            Assert.Contains("may not sign for", Assert.Throws<EnvironmentException>(() => CertsVerb.Issue(folder.File("ca"), folder.File("out"), names, Now, TimeSpan.FromDays(1))).Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void A_second_authority_does_not_take_the_place_of_the_first()
    {
        using var folder = new SecretFolder();
        Make(folder);

        Assert.Contains("there is an authority", Assert.Throws<EnvironmentException>(() => Make(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_whose_key_others_may_read_is_not_used()
    {
        using var folder = new SecretFolder();
        Make(folder);
        File.SetUnixFileMode(folder.File("ca/authority.key"), (UnixFileMode)0b110_100_100);

        Assert.Contains("chmod 600", Assert.Throws<EnvironmentException>(() => CertificateAuthority.Load(folder.File("ca"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_warns_when_less_than_a_third_of_a_life_is_left_and_ends_with_1_when_none_is()
    {
        using var folder = new SecretFolder();
        Make(folder);
        CertsVerb.Issue(folder.File("ca"), folder.File("out"), CertsVerb.NamesOf(null, "back-office", 1, [], []), Now, TimeSpan.FromHours(30));
        (ExitCode, string) Shown(double afterHours)
        {
            var output = new StringWriter();
            return (CertificateText.Show(folder.File("out/back-office.pem"), Now.AddHours(afterHours), output), output.ToString());
        }

        var (fresh, text) = Shown(1);
        Assert.Equal(ExitCode.Ok, fresh);
        Assert.Contains("name       spiffe://croupier.example/back-office", text, StringComparison.Ordinal);
        Assert.DoesNotContain("RENEW", text, StringComparison.Ordinal);
        var (old, renew) = Shown(21);
        Assert.Equal(ExitCode.Ok, old);
        Assert.Contains("RENEW: less than a third", renew, StringComparison.Ordinal);
        var (dead, expired) = Shown(31);
        Assert.Equal(ExitCode.CheckFailed, dead);
        Assert.Contains("EXPIRED", expired, StringComparison.Ordinal);
    }

    internal static void Make(SecretFolder folder, string[]? dns = null, string[]? networks = null) => CertificateAuthority.Create(
        folder.File("ca"),
        new NameConstraints("croupier.example", ["croupier.example", .. dns ?? []], [.. (networks ?? []).Select(n => IPNetwork.Parse(n))]),
        Now,
        TimeSpan.FromDays(30)).Dispose();

    private static string Forge(SecretFolder folder, Action<SubjectAlternativeNameBuilder> add)
    {
        using var authority = X509Certificate2.CreateFromPemFile(folder.File("ca/authority.pem"), folder.File("ca/authority.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=forged", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        add(names);
        request.CertificateExtensions.Add(names.Build());
        using var forged = request.Create(authority, Now.AddMinutes(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8));
        return folder.Write($"forged-{Guid.NewGuid():N}.pem", forged.ExportCertificatePem());
    }

    private static string DotNet(SecretFolder folder, string file)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(folder.File("ca/authority.pem")));
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        return chain.Build(certificate) ? "OK" : string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation));
    }

    private static string Openssl(params string[] arguments)
    {
        var (code, output) = PrivatePostgresShell.Run("openssl", arguments);
        Assert.True(code == 0, output);
        return output;
    }
}
