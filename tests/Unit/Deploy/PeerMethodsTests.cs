using Croupier.Platform.Peers;
using Croupier.Platform.Rpc;

namespace Croupier.Tests.Unit.Deploy;

/// <summary>The walls in deploy/ are drawn after the roles table; what gets through them are the methods that peers may call. The two say the same.</summary>
public sealed class PeerMethodsTests
{
    private static readonly Dictionary<string, string> ServedBy = new()
    {
        ["Games"] = "games",
        ["Seeds"] = "fairness",
        ["Fairness"] = "fairness",
        ["Results"] = "ledger",
        ["Blocks"] = "ledger",
        ["Sessions"] = "identity",
        ["Identity"] = "identity",
        ["Wallet"] = "wallet",
    };

    [Fact]
    public void Who_may_call_a_method_of_a_role_can_reach_it_and_nobody_else_can()
    {
        var calls = from method in PeerMethods.Callers
                    where method.Key != PeerMethods.Greet
                    from caller in method.Value
                    select (RoleName.Of(caller), ServedBy[PeerMethods.ShortName(method.Key).Split('/')[0]]);
        Assert.Equal("", Parts.Difference(calls, Parts.Peers));
    }
}
