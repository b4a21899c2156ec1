using System.Security.Cryptography;
using Croupier.Host.Data;
using Croupier.Host.Secrets;

namespace Croupier.Tests.Unit.Host.Secrets;

public sealed class SecretFormatsTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly string Hex = Convert.ToHexStringLower(Key);
    private static readonly string Base64 = Convert.ToBase64String(Key);

    [Fact]
    public void A_key_is_hexadecimal_digits_or_base64()
    {
        Assert.Equal(Key, SecretFormats.Key(Hex));
        Assert.Equal(Key, SecretFormats.Key(Hex.ToUpperInvariant()));
        Assert.Equal(Key, SecretFormats.Key(Base64));
    }

    [Theory]
    [InlineData("0102")]
    [InlineData("not a key")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("01020304050607080910111213141516171819202122232425262728293031321")]
    public void Anything_else_is_refused_and_not_repeated(string text) =>
        Assert.DoesNotContain(text, Assert.Throws<SecretException>(() => SecretFormats.Key(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_ring_has_keys_by_version_and_the_highest_is_the_newest()
    {
        var ring = SecretFormats.Ring($"# sealing keys\n2 {Base64}\n\n10\t{Hex}\n", 255);

        Assert.Equal(10, ring.Newest);
        Assert.Equal([2, 10], ring.Keys.Keys.Order());
        Assert.Equal(Key, ring.Find(2));
        Assert.Null(ring.Find(3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("0 KEY")]
    [InlineData("256 KEY")]
    [InlineData("one KEY")]
    [InlineData("1 KEY\n1 KEY")]
    [InlineData("1")]
    [InlineData("1 KEY more")]
    public void What_is_no_ring_is_refused(string text) => Assert.Throws<SecretException>(() => SecretFormats.Ring(text.Replace("KEY", Hex, StringComparison.Ordinal), 255));

    [Fact]
    public void Signing_keys_are_private_keys_of_P256()
    {
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        var keys = SecretFormats.SigningKeys(first.ExportPkcs8PrivateKeyPem() + "\n" + second.ExportECPrivateKeyPem() + "\n");

        Assert.Equal([first.ExportSubjectPublicKeyInfo(), second.ExportSubjectPublicKeyInfo()], keys.Select(k => k.ExportSubjectPublicKeyInfo()));
        Assert.Throws<SecretException>(() => SecretFormats.SigningKeys(other.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<SecretException>(() => SecretFormats.SigningKeys(first.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<SecretException>(() => SecretFormats.SigningKeys("no key"));
    }

    [Fact]
    public void A_password_is_one_word_of_printable_ASCII()
    {
        Assert.Equal("p4ss:w0rd'", SecretFormats.Password("p4ss:w0rd'"));
        foreach (var wrong in new[] { "two words", "ümlaut", "line\nline" })
        {
            Assert.Throws<SecretException>(() => SecretFormats.Password(wrong));
        }
    }

    [Fact]
    public void Whatever_start_dev_made_is_known_by_its_mark()
    {
        var secret = DevelopmentMark.Put(RandomNumberGenerator.GetBytes(32));
        using var key = DevelopmentMark.NewSigningKey();

        Assert.Throws<DevelopmentSecretException>(() => SecretFormats.Key(Convert.ToHexString(secret)));
        Assert.Throws<DevelopmentSecretException>(() => SecretFormats.Ring("1 " + Convert.ToBase64String(secret), 9));
        Assert.Throws<DevelopmentSecretException>(() => SecretFormats.NamedKeys("a " + Convert.ToBase64String(secret)));
        Assert.Throws<DevelopmentSecretException>(() => SecretFormats.Password(Convert.ToHexStringLower(secret)));
        Assert.Throws<DevelopmentSecretException>(() => SecretFormats.SigningKeys(key.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void No_other_secret_bears_the_mark()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(DevelopmentMark.IsOn(RandomNumberGenerator.GetBytes(32)));
        }
    }

    [Fact]
    public void A_marked_signing_key_signs_and_its_public_key_verifies()
    {
        using var key = DevelopmentMark.NewSigningKey();
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);

        Assert.True(verifier.VerifyData("data"u8, key.SignData("data"u8, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }
}
