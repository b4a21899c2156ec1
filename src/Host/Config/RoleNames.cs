using Croupier.Host.Roles;
using Croupier.Kernel;

namespace Croupier.Host.Config;

/// <summary>The words for roles in files and on the command line.</summary>
internal static class RoleNames
{
    /// <summary>Those that a process can run. The log is a role of the table and no process: it is PostgreSQL or RabbitMQ.</summary>
    public static IReadOnlyDictionary<string, Role> Runnable { get; } =
        RolesTable.All.Where(r => r.Role != Role.Log).ToDictionary(r => r.Name, r => r.Role);

    /// <summary>Those that append commands to the log under a key of their own.</summary>
    public static IReadOnlyList<Role> Producers { get; } = [Role.Ledger, Role.Games, Role.Fairness, Role.Identity, Role.Wallet, Role.Operator, Role.Audit];

    public static string Of(Role role) => role.ToString().ToLowerInvariant();
}
