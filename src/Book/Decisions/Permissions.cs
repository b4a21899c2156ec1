using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Decisions;

/// <summary>That a role may give a command which debits and credits accounts of these kinds.</summary>
internal readonly record struct Permission(Role Role, CommandKind Command, AccountKinds Debited, AccountKinds Credited);

/// <summary>
/// Who may give which command, on which kinds of accounts. Checked in the partition, on what the log proves of the caller, so that a process that is taken over can do no
/// more than its role. A command that names its accounts needs, for each movement in it, a row that has both kinds.
/// </summary>
public static class Permissions
{
    /// <summary>Commands whose accounts follow from their kind. A command that is neither here nor in <see cref="Movements"/> is nobody's.</summary>
    private static readonly Dictionary<CommandKind, Role[]> Fixed = new()
    {
        [CommandKind.Tick] = [Role.Ledger],
        [CommandKind.OpenPlayer] = [Role.Identity, Role.Operator],
        [CommandKind.SetPlayerState] = [Role.Identity, Role.Operator],
        [CommandKind.SetLimit] = [Role.Identity, Role.Operator],
        [CommandKind.ConfirmLimit] = [Role.Identity],
        [CommandKind.TimeOut] = [Role.Identity, Role.Operator],
        [CommandKind.Exclude] = [Role.Identity, Role.Operator],
        [CommandKind.SetZone] = [Role.Identity, Role.Operator],
        [CommandKind.SetProfile] = [Role.Identity, Role.Operator],
        [CommandKind.RegisterGame] = [Role.Operator, Role.Audit],
        [CommandKind.RegisterProfile] = [Role.Operator],
        [CommandKind.OpenChain] = [Role.Fairness],
        [CommandKind.SetClientSeed] = [Role.Fairness],
        [CommandKind.CloseChain] = [Role.Fairness],
        [CommandKind.PlayRound] = [Role.Games],
        [CommandKind.OpenRound] = [Role.Games],
        [CommandKind.StepRound] = [Role.Games],
        [CommandKind.AbandonRound] = [Role.Games],
        [CommandKind.VoidRound] = [Role.Operator],
        [CommandKind.PostHold] = [Role.Operator],
        [CommandKind.VoidHold] = [Role.Operator],
        [CommandKind.Linked] = [Role.Operator, Role.Wallet],
        [CommandKind.SettleAcross] = [Role.Ledger],
        [CommandKind.OpenDeposit] = [Role.Wallet],
        [CommandKind.ConfirmDeposit] = [Role.Wallet],
        [CommandKind.CancelDeposit] = [Role.Wallet],
        [CommandKind.RequestWithdrawal] = [Role.Wallet],
        [CommandKind.SettleWithdrawal] = [Role.Wallet],
        [CommandKind.MovePartition] = [Role.Operator],
    };

    /// <summary>
    /// All that a movement may be named for. What is pending for a withdrawal belongs to the withdrawal, and what is between partitions to the crossing: no transfer touches
    /// either, or a payout that was promised would find nothing there.
    /// </summary>
    private static readonly AccountKinds Free = AccountKinds.Of(
        AccountKind.Cash,
        AccountKind.Bonus,
        AccountKind.Held,
        AccountKind.Receivable,
        AccountKind.House,
        AccountKind.GameRevenue,
        AccountKind.Jackpot,
        AccountKind.PrizePool,
        AccountKind.BonusExpense,
        AccountKind.ProviderClearing,
        AccountKind.Duty,
        AccountKind.BadDebt,
        AccountKind.Dormant,
        AccountKind.UnmatchedDeposits);

    private static readonly AccountKinds Unmatched = AccountKinds.Of(AccountKind.UnmatchedDeposits);
    private static readonly AccountKinds Provider = AccountKinds.Of(AccountKind.ProviderClearing);

    /// <summary>Commands that name the accounts they move money between. Each of several linked commands is judged by itself.</summary>
    internal static readonly Permission[] Movements =
    [
        new(Role.Operator, CommandKind.Transfer, Free, Free),
        new(Role.Operator, CommandKind.PlaceHold, Free, Free),
        new(Role.Operator, CommandKind.SendAcross, Free, Free),
        new(Role.Operator, CommandKind.SetAccountFlags, Free, Free),
        new(Role.Wallet, CommandKind.Transfer, Unmatched, Provider),
        new(Role.Wallet, CommandKind.Transfer, Provider, Unmatched),
        new(Role.Wallet, CommandKind.SendAcross, Unmatched, Unmatched),
        new(Role.Ledger, CommandKind.ReceiveAcross, Free, Free),
    ];

    private static readonly bool[,] Given = Unfold();

    internal static bool Allows(Role role, Command command) => command switch
    {
        Transfer transfer => Allows(role, command.Kind, transfer.Legs),
        PlaceHold hold => Allows(role, command.Kind, hold.Legs),
        SetAccountFlags set => Allows(role, command.Kind, set.Account.Kind, set.Account.Kind),
        SendAcross send => Allows(role, command.Kind, send.From.Kind, send.To.Kind),
        ReceiveAcross receive => Allows(role, command.Kind, receive.From.Kind, receive.To.Kind),
        RegisterGame { Enabled: true } => role != Role.Audit && Allows(role, command.Kind),
        _ => Allows(role, command.Kind),
    };

    /// <summary>
    /// Whether the role may give a command of this kind at all. Bytes that no command has, and what the intake set aside, are nobody's to refuse: they are judged as what
    /// they are.
    /// </summary>
    public static bool Allows(Role role, CommandKind kind) =>
        kind is CommandKind.Unreadable or CommandKind.SetAside || ((byte)role < Given.GetLength(0) && Given[(byte)role, (byte)kind]);

    internal static bool Allows(Role role, CommandKind kind, AccountKind debited, AccountKind credited)
    {
        foreach (var row in Movements)
        {
            if (row.Role == role && row.Command == kind && row.Debited.Contains(debited) && row.Credited.Contains(credited))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Allows(Role role, CommandKind kind, IReadOnlyList<Leg> legs)
    {
        if (!Allows(role, kind))
        {
            return false;
        }

        for (var i = 0; i < legs.Count; i++)
        {
            if (!Allows(role, kind, legs[i].Debit.Kind, legs[i].Credit.Kind))
            {
                return false;
            }
        }

        return true;
    }

    private static bool[,] Unfold()
    {
        var given = new bool[16, 256];
        foreach (var (kind, roles) in Fixed)
        {
            foreach (var role in roles)
            {
                given[(byte)role, (byte)kind] = true;
            }
        }

        foreach (var row in Movements)
        {
            given[(byte)row.Role, (byte)row.Command] = true;
        }

        return given;
    }
}
