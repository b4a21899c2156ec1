using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Decisions;

/// <summary>What can be said of a command without any state: whether its fields are within the ranges that their types document.</summary>
internal static class CommandShape
{
    public static bool IsWellFormed(Command command) => Uuid.IsV7(command.Id.Value) && BodyIsWellFormed(command);

    private static bool BodyIsWellFormed(Command command) => command switch
    {
        PlayRound round => round.Sources is SourceOrder.CashOnly or SourceOrder.BonusThenCash or SourceOrder.CashThenBonus
            && round.Contributions.Count <= PlayRound.MaxContributions,
        Transfer transfer => transfer.Legs.Count is > 0 and <= Transfer.MaxLegs && transfer.Reason <= TransferReason.HoldPosted,
        Tick tick => tick.Player.IsOperator,
        OpenPlayer open => Uuid.IsV7(open.Player.Value) && !open.Player.IsOperator,
        SetPlayerState set => set.State is >= PlayerState.Unverified and <= PlayerState.Closed,
        SetGuard set => set.Guard is >= GuardKind.StakePerRound and <= GuardKind.Deposited24h,
        RegisterGame game => game.Player.IsOperator && game.Game.IsWellFormed && game.MaxPayoutMultiple >= 0 && game.MinStake <= game.MaxStake,
        SetClientSeed seed => seed.ClientSeed.Length is >= SetClientSeed.MinBytes and <= SetClientSeed.MaxBytes,
        PlaceHold hold => HoldIsWellFormed(hold),
        Unreadable => false,
        _ => true,
    };

    /// <summary>The hold of a game's stake never expires: letting a losing hand time out must not return the stake.</summary>
    private static bool HoldIsWellFormed(PlaceHold hold) =>
        hold.OnExpiry is OnExpiry.None or OnExpiry.Void or OnExpiry.Post && (hold.OnExpiry == OnExpiry.None || !IsStake(hold.Leg));

    /// <summary>Money of a player that waits to become a game's revenue is a stake.</summary>
    public static bool IsStake(in Leg leg) =>
        leg.Debit.Kind is AccountKind.Cash or AccountKind.Bonus && leg.Credit.Kind == AccountKind.GameRevenue;
}
