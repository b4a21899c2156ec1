using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Host.Roles;

/// <summary>
/// The whole platform in one constant table. Total: every role of <see cref="Role"/> that runs is here, in the order in which roles start.
/// A test holds it against the constructors of the role classes.
/// </summary>
internal static class RolesTable
{
    public static IReadOnlyList<RoleDescription> All { get; } =
    [
        new(Role.Log, "the durable, ordered command log of each partition", [nameof(ICommandLog)], []),
        new(Role.Ledger, "decides commands, commits blocks, sends results", [nameof(ILedger), nameof(IResults), nameof(IBlockFeed)], [nameof(ICommandLog)]),
        new(Role.Fairness, "draws, seals and reveals the seeds of chains", [nameof(IFairness), nameof(ISeeds), nameof(IAuditSeeds)], [nameof(ILedger), nameof(IBlockFeed)]),
        new(Role.Games, "derives outcomes and turns a bet into one command", [nameof(IGames)], [nameof(ILedger), nameof(ISeeds)]),
        new(Role.Identity, "accounts, sign-in, tokens, sessions", [nameof(IIdentity), nameof(ISessions)], [nameof(ILedger)]),
        new(Role.Wallet, "deposits, withdrawals, balances, history", [nameof(IWallet)], [nameof(ILedger), nameof(IBlockFeed)]),
        new(Role.Audit, "derives every settled round again, disables a game that does not", [], [nameof(ILedger), nameof(IBlockFeed), nameof(IAuditSeeds)]),
        new(
            Role.Gateway,
            "the edge: TLS, tokens, frame protection, limits",
            ["wss /play", "https /api/v1"],
            [nameof(ISessions), nameof(IIdentity), nameof(IGames), nameof(IFairness), nameof(IWallet)]),
    ];
}
