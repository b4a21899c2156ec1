using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Api;

/// <summary>
/// From which kind of account to which a command says that money goes. Commands that name no account have none: where their money goes is decided in the partition,
/// by their kind alone. Total: a new kind of command is refused here until somebody has decided which of the two it is.
/// </summary>
internal static class CommandLegs
{
    public static IReadOnlyList<(AccountKind From, AccountKind To)> Of(Command command) => command switch
    {
        Transfer transfer => [.. transfer.Legs.Select(Kinds)],
        PlaceHold hold => [.. hold.Legs.Select(Kinds)],
        SetAccountFlags set => [(set.Account.Kind, set.Account.Kind)],
        SendAcross send => [(send.From.Kind, send.To.Kind)],
        PlayRound round => [.. round.Contributions.Select(one => (AccountKind.GameRevenue, one.Kind))],
        OpenRound round => Of(round.Bet),
        StepRound step => [.. step.Contributions.Select(one => (AccountKind.GameRevenue, one.Kind))],
        AbandonRound or VoidRound => [],
        OpenPlayer or SetPlayerState or SetLimit or ConfirmLimit or TimeOut or Exclude or SetZone or SetProfile or RegisterGame or RegisterProfile or OpenChain or SetClientSeed or CloseChain or PostHold or VoidHold or Linked
            or OpenDeposit or ConfirmDeposit or CancelDeposit or RequestWithdrawal or SettleWithdrawal or MovePartition => [],
        _ => throw new InvalidOperationException($"nobody has decided which accounts a command of kind {command.Kind} names"),
    };

    private static (AccountKind From, AccountKind To) Kinds(Leg leg) => (leg.Debit.Kind, leg.Credit.Kind);
}
