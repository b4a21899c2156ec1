using Croupier.Host.Config;
using Croupier.Kernel;

namespace Croupier.Host.Cluster;

/// <summary>One process of the cluster: a role and its number.</summary>
internal sealed record ClusterPart(Role Role, int Instance)
{
    /// <summary>Two of each role that may have two. In the order of the roles table: who is called before who calls.</summary>
    public static readonly IReadOnlyList<ClusterPart> All =
    [
        new(Role.Ledger, 1), new(Role.Ledger, 2), new(Role.Fairness, 1), new(Role.Games, 1), new(Role.Games, 2), new(Role.Identity, 1), new(Role.Wallet, 1), new(Role.Audit, 1),
        new(Role.Gateway, 1), new(Role.Gateway, 2),
    ];

    /// <summary>One of each role.</summary>
    public static readonly IReadOnlyList<ClusterPart> One = [.. All.Where(part => part.Instance == 1)];

    /// <summary>As its certificate's files are called: games-2.</summary>
    public string Name => $"{RoleNames.Of(Role)}-{Instance}";

    /// <summary>Whether others connect to it as peers.</summary>
    public bool IsCalled => Role is not (Role.Gateway or Role.Audit);
}
