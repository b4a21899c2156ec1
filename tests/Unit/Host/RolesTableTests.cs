using Croupier.Host.Roles;
using Croupier.Kernel.Ports;
using Croupier.Platform.Audit;
using Croupier.Platform.Fairness;
using Croupier.Platform.Games;
using Croupier.Platform.Gateway;
using Croupier.Platform.Identity;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Croupier.Platform.Wallet;

namespace Croupier.Tests.Unit.Host;

/// <summary>The table says what the classes say: a role uses the ports that its constructor asks for, and provides those that it implements.</summary>
public sealed class RolesTableTests
{
    /// <summary>A role's class, and the class through which others reach it where that is another one.</summary>
    private static readonly Dictionary<Role, Type[]> Classes = new()
    {
        [Role.Log] = [typeof(PostgresCommandLog)],
        [Role.Ledger] = [typeof(LedgerRole), typeof(LedgerClient)],
        [Role.Fairness] = [typeof(FairnessRole)],
        [Role.Games] = [typeof(GamesRole)],
        [Role.Identity] = [typeof(IdentityRole)],
        [Role.Wallet] = [typeof(WalletRole)],
        [Role.Audit] = [typeof(AuditRole)],
        [Role.Gateway] = [typeof(GatewayRole)],
    };

    private static readonly Type[] Ports =
        [.. typeof(ICommandLog).Assembly.GetTypes().Where(t => t.IsInterface && t.Namespace == typeof(ICommandLog).Namespace && t != typeof(IRole))];

    public static TheoryData<Role> Roles => [.. Classes.Keys];

    [Fact]
    public void The_table_is_total_and_has_each_role_once()
    {
        Assert.Equal(Classes.Keys.Order(), RolesTable.All.Select(r => r.Role).Order());
        Assert.Equal(Enum.GetValues<Role>().Except([Role.None, Role.Operator]).Order(), RolesTable.All.Select(r => r.Role).Order());
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_role_uses_what_its_constructor_asks_for(Role role)
    {
        var asked = Classes[role][0].GetConstructors().Single().GetParameters().Select(p => p.ParameterType).Intersect(Ports).Select(t => t.Name);
        Assert.Equal(asked.Order(), Described(role).Uses.Order());
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_role_provides_the_ports_that_it_implements(Role role)
    {
        var provided = Classes[role].SelectMany(c => c.GetInterfaces()).Intersect(Ports).Select(t => t.Name);
        Assert.Equal(provided.Order(), Described(role).Provides.Where(p => Ports.Any(t => t.Name == p)).Order());
    }

    [Fact]
    public void A_role_is_started_after_everything_that_it_uses()
    {
        var before = new HashSet<string>();
        foreach (var role in RolesTable.All)
        {
            Assert.Empty(role.Uses.Except(before));
            before.UnionWith(role.Provides);
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Each_role_has_its_page(Role role) =>
        Assert.True(File.Exists(Path.Combine(RepositoryFolder.Root, "docs", "roles", Described(role).Name + ".md")));

    private static RoleDescription Described(Role role) => RolesTable.All.Single(r => r.Role == role);
}
