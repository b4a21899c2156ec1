using System.Security.Cryptography;
using Croupier.Platform.Ledger;

namespace Croupier.Tests.Unit.Ledger;

public sealed class SignedHeadTests
{
    [Fact]
    public void A_head_survives_its_line_and_only_its_own_key_has_signed_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var head = new HeadSigner(key).Sign(3, 14, Hash256.Of([1]), 5, 926);

        var read = SignedHead.Parse(head.ToLine());

        Assert.Equal(head, read);
        Assert.True(read!.IsSignedBy(key));
        Assert.False(read.IsSignedBy(other));
        Assert.False((read with { Sequence = 15 }).IsSignedBy(key));
        Assert.False((read with { Hash = Hash256.Zero.ToString() }).IsSignedBy(key));
        Assert.False((read with { Epoch = 6 }).IsSignedBy(key));
        Assert.False((read with { Partition = 4 }).IsSignedBy(key));
        Assert.False((read with { UnixMs = 927 }).IsSignedBy(key));
    }

    [Fact]
    public void What_is_signed_is_documented_and_stays_so()
    {
        var head = new SignedHead(3, 14, "ab", 5, 926, "0123", "");

        Assert.Equal("croupier-head/1\n3\n14\nab\n5\n926\n0123\n", global::System.Text.Encoding.ASCII.GetString(head.SignedBytes()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"partition\":0,\"seq")]
    [InlineData("null")]
    public void A_line_that_is_no_head_is_none(string line) => Assert.Null(SignedHead.Parse(line));
}
