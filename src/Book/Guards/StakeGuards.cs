using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Guards;

/// <summary>
/// Judges and counts stakes against a player's guards, in the same step as the debit (I8). Judged with no payout at all, so that acceptance does not depend on the
/// outcome (I7).
/// </summary>
internal sealed class StakeGuards(PartitionState state)
{
    /// <summary>Null when every guard allows the stake; otherwise the refusal of the lowest status, with the time when enough frees.</summary>
    public CommandResult? Judge(PlayerItem player, AssetId asset, long stake, long cashPart)
    {
        CommandResult? refusal = null;
        foreach (var guard in player.Guards)
        {
            var status = Refusing(guard.Limits);
            if (guard.Asset != asset || status == Status.Accepted || (refusal is not null && refusal.Status < status))
            {
                continue;
            }

            var amount = AmountFor(guard.Limits, stake, cashPart);
            if (amount > 0 && !guard.Allows(state.ClockUnixMs, amount))
            {
                refusal = new CommandResult(status) { Asset = asset, Detail = guard.FreesAt(state.ClockUnixMs, amount) };
            }
        }

        return refusal;
    }

    /// <summary>Counts a settled round: what was staked, and the cash that came back.</summary>
    public void CountRound(PlayerItem player, AssetId asset, long stake, long cashPart, long cashReturned)
    {
        InvariantBrokenException.Check(cashPart <= stake && cashReturned >= 0, "I8", "a round would be counted with a part above its whole");
        foreach (var guard in player.Guards)
        {
            if (guard.Asset != asset || guard.Limits is not (GuardKind.Wagered24h or GuardKind.NetLoss24h))
            {
                continue;
            }

            state.Items.Touch(guard);
            guard.Count(state.ClockUnixMs, AmountFor(guard.Limits, stake, cashPart));
            if (guard.Limits == GuardKind.NetLoss24h)
            {
                guard.CountReturn(state.ClockUnixMs, cashReturned);
            }
        }
    }

    /// <summary>Reserves a held stake, and says which guards know of it.</summary>
    public byte Hold(PlayerItem player, AssetId asset, long stake, long cashPart)
    {
        byte heldBy = 0;
        foreach (var guard in player.Guards)
        {
            if (guard.Asset == asset && guard.Limits is (GuardKind.Wagered24h or GuardKind.NetLoss24h))
            {
                state.Items.Touch(guard);
                guard.Held += AmountFor(guard.Limits, stake, cashPart);
                heldBy |= (byte)(1 << (int)guard.Limits);
            }
        }

        return heldBy;
    }

    /// <summary>Gives back what a held stake reserved of the guards that knew of it.</summary>
    public void Release(PlayerItem player, AssetId asset, long stake, long cashPart, byte heldBy)
    {
        foreach (var guard in player.Guards)
        {
            if (guard.Asset == asset && (heldBy & (1 << (int)guard.Limits)) != 0)
            {
                var amount = AmountFor(guard.Limits, stake, cashPart);
                InvariantBrokenException.Check(guard.Held >= amount, "I8", "a guard lacks what a held stake reserved");
                state.Items.Touch(guard);
                guard.Held -= amount;
            }
        }
    }

    private static long AmountFor(GuardKind kind, long stake, long cashPart) => kind == GuardKind.NetLoss24h ? cashPart : stake;

    private static Status Refusing(GuardKind kind) => kind switch
    {
        GuardKind.StakePerRound => Status.StakeLimit,
        GuardKind.Wagered24h => Status.WagerLimit,
        GuardKind.NetLoss24h => Status.LossLimit,
        _ => Status.Accepted,
    };
}
