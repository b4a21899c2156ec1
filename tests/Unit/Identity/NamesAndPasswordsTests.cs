using System.Security.Cryptography;
using Croupier.Platform.Identity;

namespace Croupier.Tests.Unit.Identity;

public sealed class NamesAndPasswordsTests
{
    [Theory]
    [InlineData("a@b.example", "a@b.example")]
    [InlineData("  Ada.Lovelace+games@Example.ORG ", "ada.lovelace+games@example.org")]
    [InlineData("o'hara@xn--bcher-kva.example", "o'hara@xn--bcher-kva.example")]
    public void An_address_is_kept_in_one_form(string input, string expected)
    {
        Assert.True(EmailAddress.TryParse(input, out var address));
        Assert.Equal(expected, address.Text);
        Assert.DoesNotContain("@", address.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@b.example")]
    [InlineData("a@")]
    [InlineData("a@b")]
    [InlineData("a@b..example")]
    [InlineData("a@-b.example")]
    [InlineData("a@b-.example")]
    [InlineData("a b@c.example")]
    [InlineData("a@b@c.example")]
    [InlineData(".a@b.example")]
    [InlineData("a..b@c.example")]
    [InlineData("a\r\nBcc: x@b.example")]
    [InlineData("\u0430@b.example")]
    [InlineData("a@b\u0131.example")]
    public void What_is_no_address_is_refused(string? input) => Assert.False(EmailAddress.TryParse(input, out _));

    [Fact]
    public void An_address_longer_than_mail_allows_is_refused()
    {
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@b.example", out _));
        Assert.False(EmailAddress.TryParse("a@" + string.Concat(Enumerable.Repeat("bcdefghij.", 26)) + "example", out _));
    }

    [Theory]
    [InlineData("a long enough one", true)]
    [InlineData("0123456789", true)]
    [InlineData("012345678", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("aaaaaaaaaaaaaa", false)]
    [InlineData("someone@b.example", false)]
    [InlineData("SOMEONE@B.example", false)]
    public void A_password_is_long_and_not_the_name(string? password, bool acceptable)
    {
        Assert.True(EmailAddress.TryParse("someone@b.example", out var email));
        Assert.Equal(acceptable, PasswordRules.IsAcceptable(password, email));
    }

    [Fact]
    public void A_password_of_128_characters_is_acceptable_and_one_more_is_not()
    {
        Assert.True(EmailAddress.TryParse("someone@b.example", out var email));
        var longest = string.Concat(Enumerable.Repeat("abcdefgh", 16));
        Assert.True(PasswordRules.IsAcceptable(longest, email));
        Assert.False(PasswordRules.IsAcceptable(longest + "i", email));
    }

    [Fact]
    public void The_blind_index_finds_the_same_name_and_needs_its_key()
    {
        Assert.True(EmailAddress.TryParse("A@b.example", out var upper));
        Assert.True(EmailAddress.TryParse("a@b.example", out var lower));
        var index = new BlindIndex(RandomNumberGenerator.GetBytes(32));
        Assert.Equal(index.Of(upper), index.Of(lower));
        Assert.NotEqual(index.Of(lower), new BlindIndex(RandomNumberGenerator.GetBytes(32)).Of(lower));
    }

    [Fact]
    public void A_session_key_is_the_same_for_its_session_and_another_for_any_other()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var (one, two) = (SessionId.New(TimeProvider.System), SessionId.New(TimeProvider.System));
        Assert.Equal(new SessionKeys(master).Of(one), new SessionKeys(master).Of(one));
        Assert.NotEqual(new SessionKeys(master).Of(one), new SessionKeys(master).Of(two));
        Assert.NotEqual(new SessionKeys(master).Of(one), new SessionKeys(RandomNumberGenerator.GetBytes(32)).Of(one));
        Assert.Equal(32, new SessionKeys(master).Of(one).Length);
    }

    [Fact]
    public void A_refresh_token_has_one_spelling()
    {
        var (text, hash) = RefreshToken.New();
        Assert.True(RefreshToken.TryHash(text, out var again));
        Assert.Equal(hash, again);
        Assert.False(RefreshToken.TryHash(text + "=", out _));
        Assert.False(RefreshToken.TryHash(text[..^1], out _));
        Assert.False(RefreshToken.TryHash(null, out _));

        // 32 bytes leave two bits of the last character unused: the other spellings of the same bytes are refused.
        var spellings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Count(c => RefreshToken.TryHash(text[..^1] + c, out var h) && h.SequenceEqual(hash));
        Assert.Equal(1, spellings);
    }
}
