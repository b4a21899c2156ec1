using Croupier.Book.Accounts;
using Croupier.Book.Transfers;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Decisions;

/// <summary>What can be said of a command without any state: whether its fields are within the ranges that their types document.</summary>
internal static class CommandShape
{
    public static bool IsWellFormed(Command command) => Uuid.IsV7(command.Id.Value) && BodyIsWellFormed(command);

    private static bool BodyIsWellFormed(Command command) => command switch
    {
        PlayRound round => BetIsWellFormed(round),
        OpenRound round => BetIsWellFormed(round.Bet) && (round.Ends || round.Bet.Payout == Money.Zero),
        StepRound step => step.Step > 0 && step.Contributions.Count <= PlayRound.MaxContributions
            && (step.Ends || step.Payout == Money.Zero),
        AbandonRound end => end.Step > 0,
        Transfer transfer => transfer.Legs.Count is > 0 and <= Transfer.MaxLegs && LegRuns.AreWellFormed(transfer.Legs) && IsFree(transfer.Reason),
        Tick tick => tick.Player.IsOperator && tick.UnixMs is >= 0 and <= Tick.MaxUnixMs,
        MovePartition move => move.Player.IsOperator && MovePartition.IsInstanceName(move.Destination),
        OpenPlayer open => Uuid.IsV7(open.Player.Value) && !open.Player.IsOperator,
        SetPlayerState set => set.State is >= PlayerState.Unverified and <= PlayerState.Closed,
        SetLimit set => LimitIsWellFormed(set.Measure, set.Window, set.Asset, set.Limit),
        ConfirmLimit confirm => LimitIsWellFormed(confirm.Measure, confirm.Window, confirm.Asset, confirm.Limit),
        SetZone zone => zone.IsWellFormed,
        RegisterProfile profile => profile.IsWellFormed,
        RegisterGame game => game.Player.IsOperator && game.Game.IsWellFormed && game.MaxPayoutMultiple >= 0 && game.MinStake <= game.MaxStake,
        SetClientSeed seed => seed.ClientSeed.Length is >= SetClientSeed.MinBytes and <= SetClientSeed.MaxBytes,
        PlaceHold hold => HoldIsWellFormed(hold),
        SetAccountFlags set => (set.Flags & ~ChartOfAccounts.FlagsOf(set.Account.Kind)) == AccountFlags.None,
        Linked linked => LinkedIsWellFormed(linked),
        SendAcross send => IsFree(send.Reason) || send.Reason == TransferReason.Crossing,
        ReceiveAcross receive => ReceiveIsWellFormed(receive),
        SettleAcross settle => settle.Id == SettleAcross.IdOf(settle.Player, settle.Sent) && settle.TargetSequence > 0,
        SetAside aside => aside.IsWellFormed,
        Unreadable => false,
        _ => true,
    };

    private static bool BetIsWellFormed(PlayRound round) =>
        round.Sources is SourceOrder.CashOnly or SourceOrder.BonusThenCash or SourceOrder.CashThenBonus && round.Contributions.Count <= PlayRound.MaxContributions;

    /// <summary>Only the stake of a round has no window; deposits belong to no session, and time to no asset.</summary>
    private static bool LimitIsWellFormed(LimitMeasure measure, LimitWindow window, AssetId asset, long limit) =>
        limit >= SetLimit.NoLimit && window is >= LimitWindow.None and <= LimitWindow.Session && measure switch
        {
            LimitMeasure.StakePerRound => window == LimitWindow.None,
            LimitMeasure.Wagered or LimitMeasure.NetLoss => window != LimitWindow.None,
            LimitMeasure.Deposited => window is not (LimitWindow.None or LimitWindow.Session),
            LimitMeasure.SessionTime => window != LimitWindow.None && asset == default,
            _ => false,
        };

    /// <summary>The hold of a game's stake never expires: letting a losing hand time out must not return the stake.</summary>
    private static bool HoldIsWellFormed(PlaceHold hold)
    {
        var legs = hold.Legs;
        if (legs.Count is 0 or > PlaceHold.MaxLegs || hold.OnExpiry > OnExpiry.Post || !LegRuns.AreWellFormed(legs))
        {
            return false;
        }

        for (var i = 1; i < legs.Count; i++)
        {
            if (legs[i].Credit != legs[0].Credit || legs[i].Debit.Owner != legs[0].Debit.Owner || IsStake(legs[i]) != IsStake(legs[0]))
            {
                return false;
            }
        }

        return hold.OnExpiry == OnExpiry.None || !IsStake(legs[0]);
    }

    private static bool LinkedIsWellFormed(Linked linked)
    {
        if (linked.Commands.Count is < Linked.MinCommands or > Linked.MaxCommands)
        {
            return false;
        }

        var legs = 0;
        for (var i = 0; i < linked.Commands.Count; i++)
        {
            var child = linked.Commands[i];
            legs += child is Transfer transfer ? transfer.Legs.Count : child is PlaceHold hold ? hold.Legs.Count : 1;
            if (!Linked.Takes(child.Kind) || child.Player != linked.Player || child.Id != linked.Id.Derive(linked.Player, i + 1))
            {
                return false;
            }
        }

        return legs <= Linked.MaxLegs;
    }

    private static bool ReceiveIsWellFormed(ReceiveAcross receive) =>
        receive.Id == ReceiveAcross.IdOf(receive.Sender, receive.Sent)
        && receive.Player == (receive.To.IsPlayers ? receive.To.Owner : PlayerId.Operator(receive.To.Owner.Partition))
        && receive.SourceSequence > 0
        && (IsFree(receive.Reason) || receive.Reason == TransferReason.Crossing);

    /// <summary>The reasons that a caller may give. The others say that a command of their own moved the money, and statements rely on it.</summary>
    private static bool IsFree(TransferReason reason) => reason is
        TransferReason.None or TransferReason.UnmatchedRefund or TransferReason.BonusGrant or TransferReason.BonusForfeit or TransferReason.Chargeback
        or TransferReason.Adjustment or (>= TransferReason.Refund and <= TransferReason.Dormancy);

    /// <summary>Money of a player that waits to become a game's revenue is a stake.</summary>
    public static bool IsStake(in AccountRef debit, in AccountRef credit) =>
        debit.Kind is AccountKind.Cash or AccountKind.Bonus && credit.Kind == AccountKind.GameRevenue;

    public static bool IsStake(in Leg leg) => IsStake(leg.Debit, leg.Credit);
}
