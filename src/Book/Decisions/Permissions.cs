using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Decisions;

/// <summary>
/// Who may give which command. Checked in the partition, on what the log proves of the caller, so that a process that is taken over can do no more than its role.
/// </summary>
internal static class Permissions
{
    /// <summary>One row a kind. A kind that is not here is nobody's.</summary>
    private static readonly Dictionary<CommandKind, Role[]> Table = new()
    {
        [CommandKind.Tick] = [Role.Ledger],
        [CommandKind.OpenPlayer] = [Role.Identity, Role.Operator],
        [CommandKind.SetPlayerState] = [Role.Identity, Role.Operator],
        [CommandKind.SetGuard] = [Role.Identity, Role.Operator],
        [CommandKind.RegisterGame] = [Role.Operator],
        [CommandKind.OpenChain] = [Role.Fairness],
        [CommandKind.SetClientSeed] = [Role.Fairness],
        [CommandKind.CloseChain] = [Role.Fairness],
        [CommandKind.PlayRound] = [Role.Games],
        [CommandKind.Transfer] = [Role.Operator, Role.Wallet],
        [CommandKind.PlaceHold] = [Role.Operator],
        [CommandKind.PostHold] = [Role.Operator],
        [CommandKind.VoidHold] = [Role.Operator],
        [CommandKind.OpenDeposit] = [Role.Wallet],
        [CommandKind.ConfirmDeposit] = [Role.Wallet],
        [CommandKind.CancelDeposit] = [Role.Wallet],
        [CommandKind.RequestWithdrawal] = [Role.Wallet],
        [CommandKind.SettleWithdrawal] = [Role.Wallet],
    };

    private static readonly bool[,] Allowed = Unfold();

    /// <summary>Bytes that no command has are nobody's to refuse: they are judged as malformed.</summary>
    public static bool Allows(Role role, CommandKind kind) =>
        kind == CommandKind.Unreadable || ((byte)role < Allowed.GetLength(0) && Allowed[(byte)role, (byte)kind]);

    /// <summary>Besides the kind: the wallet moves money by transfer only between unmatched deposits and a provider, either way.</summary>
    public static bool Allows(Role role, Transfer transfer)
    {
        if (role != Role.Wallet)
        {
            return true;
        }

        foreach (var leg in transfer.Legs)
        {
            if ((leg.Debit.Kind, leg.Credit.Kind) is not
                ((AccountKind.UnmatchedDeposits, AccountKind.ProviderClearing) or (AccountKind.ProviderClearing, AccountKind.UnmatchedDeposits)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool[,] Unfold()
    {
        var allowed = new bool[16, 256];
        foreach (var (kind, roles) in Table)
        {
            foreach (var role in roles)
            {
                allowed[(byte)role, (byte)kind] = true;
            }
        }

        return allowed;
    }
}
