using System.Text.RegularExpressions;
using Croupier.Platform.Peers;
using Croupier.Platform.Rpc;

namespace Croupier.Tests.Unit.Peers;

/// <summary>The table of methods and roles, the contract and the page say the same.</summary>
public sealed partial class PeerMethodsTests
{
    [Fact]
    public void Every_method_of_the_contract_is_in_the_table_and_no_other()
    {
        var contract = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "proto", "peers.proto"));
        var methods = new List<string>();
        var service = "";
        foreach (var line in contract.Split('\n'))
        {
            service = Service().Match(line) is { Success: true } begun ? begun.Groups[1].Value : service;
            if (Method().Match(line) is { Success: true } method)
            {
                methods.Add($"/croupier.peers.v1.{service}/{method.Groups[1].Value}");
            }
        }

        Assert.Equal(methods.Order(), PeerMethods.Callers.Keys.Order());
    }

    [Fact]
    public void The_page_shows_the_table()
    {
        var page = File.ReadAllLines(Path.Combine(RepositoryFolder.Root, "docs", "peers.md"));
        var shown = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains('/', StringComparison.Ordinal)).Order();
        var table = PeerMethods.Callers
            .Select(one => $"| `{PeerMethods.ShortName(one.Key)}` | {string.Join(", ", one.Value.Select(RoleName.Of))} |")
            .Order();

        Assert.Equal(table, shown);
    }

    [Fact]
    public void A_method_has_one_name_in_metrics() =>
        Assert.Equal(PeerMethods.Callers.Count, PeerMethods.Callers.Keys.Select(method => method[(method.LastIndexOf('/') + 1)..]).Distinct().Count());

    [Theory]
    [InlineData("gateway", Role.Gateway, 1)]
    [InlineData("games-2", Role.Games, 2)]
    [InlineData("games-4294967295", Role.Games, 4294967295)]
    [InlineData("games-0", null, 0)]
    [InlineData("games-02", null, 0)]
    [InlineData("games-", null, 0)]
    [InlineData("games-2-3", null, 0)]
    [InlineData("games-x", null, 0)]
    [InlineData("games-4294967296", null, 0)]
    [InlineData("none", null, 0)]
    [InlineData("log", null, 0)]
    [InlineData("backoffice", null, 0)]
    [InlineData("", null, 0)]
    public void A_certificates_name_is_a_role_and_an_instance(string name, Role? role, uint instance) =>
        Assert.Equal(role is null ? null : new Caller(role.Value, instance), RoleName.Parse(name));

    [Theory]
    [InlineData("games-2", 2, true)]
    [InlineData("games-2", 1, false)]
    [InlineData("games-2", 22, false)]
    [InlineData("games", 1, true)]
    [InlineData("games", 4294967295, true)]
    [InlineData("gateway", 1, false)]
    public void A_role_alone_is_any_of_its_processes_and_a_number_is_one(string name, uint instance, bool isIt) =>
        Assert.Equal(isIt, new RpcPeer([name], DateTimeOffset.MaxValue).IsProcess(new Caller(Role.Games, instance)));

    [Fact]
    public void A_peer_may_what_any_of_its_roles_may()
    {
        var peer = new RpcPeer(["games-2", "gateway"], DateTimeOffset.MaxValue);

        Assert.True(PeerMethods.MayCall(peer, PeerMethods.GetActive));
        Assert.True(PeerMethods.MayCall(peer, PeerMethods.Play));
        Assert.False(PeerMethods.MayCall(peer, PeerMethods.Read));
        Assert.False(PeerMethods.MayCall(peer, "/croupier.peers.v1.Games/Unheard"));
    }

    [GeneratedRegex(@"^service (\w+)")]
    private static partial Regex Service();

    [GeneratedRegex(@"^\s+rpc (\w+)\(")]
    private static partial Regex Method();
}
