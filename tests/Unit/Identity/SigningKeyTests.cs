using System.Security.Cryptography;
using Croupier.Platform.Identity;

namespace Croupier.Tests.Unit.Identity;

public sealed class SigningKeyTests
{
    [Fact]
    public void A_key_that_can_only_verify_signs_nobody_in()
    {
        using var whole = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var publicPart = ECDsa.Create(whole.ExportParameters(includePrivateParameters: false));
        Assert.ThrowsAny<CryptographicException>(() => new SigningKeys([publicPart, whole]));
    }
}
