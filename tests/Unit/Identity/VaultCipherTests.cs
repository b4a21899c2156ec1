using System.Security.Cryptography;
using Croupier.Platform.Identity;

namespace Croupier.Tests.Unit.Identity;

public sealed class VaultCipherTests
{
    private readonly VersionedKey first = new(1, RandomNumberGenerator.GetBytes(32));
    private readonly VersionedKey second = new(2, RandomNumberGenerator.GetBytes(32));
    private readonly PlayerId player = PlayerId.New(TimeProvider.System, 0);

    [Fact]
    public void A_sealed_field_opens_for_its_player_and_name_alone()
    {
        var cipher = new VaultCipher([first]);
        var bytes = cipher.Seal(player, "email", "a@b.example");
        Assert.Equal("a@b.example", cipher.Open(player, "email", bytes));
        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(PlayerId.New(TimeProvider.System, 0), "email", bytes));
        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(player, "name", bytes));
    }

    [Fact]
    public void No_changed_byte_opens()
    {
        var cipher = new VaultCipher([first]);
        var bytes = cipher.Seal(player, "email", "a@b.example");
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => cipher.Open(player, "email", changed));
        }

        Assert.ThrowsAny<CryptographicException>(() => cipher.Open(player, "email", bytes.AsSpan(0, 20)));
    }

    [Fact]
    public void A_new_key_seals_and_the_old_one_still_opens()
    {
        var old = new VaultCipher([first]).Seal(player, "email", "a@b.example");
        var both = new VaultCipher([first, second]);
        Assert.Equal("a@b.example", both.Open(player, "email", old));
        Assert.Equal(2, both.Seal(player, "email", "x")[0]);
        Assert.ThrowsAny<CryptographicException>(() => new VaultCipher([second]).Open(player, "email", old));
    }

    [Fact]
    public void The_same_text_is_never_sealed_to_the_same_bytes()
    {
        var cipher = new VaultCipher([first]);
        Assert.NotEqual(cipher.Seal(player, "email", "x"), cipher.Seal(player, "email", "x"));
    }
}
