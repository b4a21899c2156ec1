using Croupier.Host.Migrate;

namespace Croupier.Tests.Unit.Host.Migrate;

public sealed class ScramVerifierTests
{
    /// <summary>The password, salt and iterations of RFC 7677 §3; the two keys were computed from them with another implementation of HMAC and PBKDF2 (Python's hashlib).</summary>
    [Fact]
    public void A_verifier_is_what_the_RFC_says()
    {
        var verifier = ScramVerifier.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="));

        Assert.Equal("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=", verifier);
    }
}
