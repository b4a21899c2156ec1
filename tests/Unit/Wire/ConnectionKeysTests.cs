using Croupier.Wire.Frames;
using static Croupier.Tests.Unit.Wire.ProtocolExample;

namespace Croupier.Tests.Unit.Wire;

public sealed class ConnectionKeysTests
{
    [Fact]
    public void The_keys_of_the_documented_example_come_out()
    {
        var keys = ConnectionKeys.Derive(Bytes(SessionKey), Bytes(Challenge), Bytes(ClientNonce));
        Assert.Equal(ClientKey, Convert.ToHexStringLower(keys.Client));
        Assert.Equal(ServerKey, Convert.ToHexStringLower(keys.Server));
    }

    [Fact]
    public void Another_challenge_nonce_or_session_gives_other_keys()
    {
        var keys = ConnectionKeys.Derive(Bytes(SessionKey), Bytes(Challenge), Bytes(ClientNonce));
        var seen = new HashSet<string> { Convert.ToHexString(keys.Client), Convert.ToHexString(keys.Server) };
        for (var input = 0; input < 3; input++)
        {
            byte[][] inputs = [Bytes(SessionKey), Bytes(Challenge), Bytes(ClientNonce)];
            inputs[input][31] ^= 1;
            var others = ConnectionKeys.Derive(inputs[0], inputs[1], inputs[2]);
            Assert.True(seen.Add(Convert.ToHexString(others.Client)));
            Assert.True(seen.Add(Convert.ToHexString(others.Server)));
        }
    }

    [Fact]
    public void Keys_say_nothing_about_themselves() =>
        Assert.Equal("ConnectionKeys(…)", ConnectionKeys.Derive(new byte[32], new byte[32], new byte[32]).ToString());

    [Theory]
    [InlineData(31, 32, 32)]
    [InlineData(32, 33, 32)]
    [InlineData(32, 32, 0)]
    public void Inputs_of_another_length_are_refused(int sessionKey, int challenge, int nonce) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectionKeys.Derive(new byte[sessionKey], new byte[challenge], new byte[nonce]));
}
