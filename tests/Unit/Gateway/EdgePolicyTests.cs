using System.Net;
using Croupier.Platform.Gateway.Api;
using Croupier.Platform.Gateway.Limits;
using Croupier.Platform.Gateway.Play;
using Croupier.Platform.Gateway.Web;
using Microsoft.Extensions.Primitives;

namespace Croupier.Tests.Unit.Gateway;

public sealed class EdgePolicyTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("https://play.example", true)]
    [InlineData("https://PLAY.example", true)]
    [InlineData("https://play.example.evil.test", false)]
    [InlineData("http://play.example", false)]
    [InlineData("https://play.example:444", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Only_listed_pages_open_the_socket_and_native_clients_name_none(string? origin, bool allowed) =>
        Assert.Equal(allowed, new OriginPolicy(["https://play.example"]).Allows(origin is null ? StringValues.Empty : new StringValues(origin)));

    [Fact]
    public void Two_origins_in_one_request_are_refused() =>
        Assert.False(new OriginPolicy(["https://play.example"]).Allows(new StringValues(["https://play.example", "https://play.example"])));

    [Fact]
    public void An_ipv6_household_is_one_address_and_an_ipv4_address_is_itself()
    {
        Assert.Equal(Key("2001:db8:1:2::1"), Key("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Key("2001:db8:1:2::1"), Key("2001:db8:1:3::1"));
        Assert.Equal(Key("192.0.2.1"), Key("::ffff:192.0.2.1"));
        Assert.NotEqual(Key("192.0.2.1"), Key("192.0.2.2"));
    }

    [Fact]
    public void The_page_may_run_no_foreign_or_inline_script()
    {
        var policy = SecurityHeaders.Policy("https://pay.example", ["https://play.example"]);
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self' wss://play.example;", policy, StringComparison.Ordinal);
        Assert.EndsWith("form-action 'self' https://pay.example; frame-src https://pay.example", policy, StringComparison.Ordinal);
        Assert.EndsWith("form-action 'self'; frame-src 'none'", SecurityHeaders.Policy(null, []), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/assets/index-a1b2.js", "public, max-age=31536000, immutable")]
    [InlineData("/index.html", "no-cache")]
    public void Only_files_named_by_their_content_are_kept_for_ever(string path, string caching) => Assert.Equal(caching, PlayerPage.CachingOf(path));

    [Theory]
    [InlineData("99", "100", "99")]
    [InlineData("2", "3", "66.6666")]
    [InlineData("959999", "1000000", "95.9999")]
    [InlineData("9600001", "10000000", "96")]
    [InlineData("1", "1", "100")]
    public void A_return_in_percent_is_cut_off_and_never_rounded_up(string numerator, string denominator, string percent) =>
        Assert.Equal(percent, CatalogEndpoints.Percent(numerator, denominator));

    private static AddressKey Key(string address) => AddressKey.Of(IPAddress.Parse(address));
}
