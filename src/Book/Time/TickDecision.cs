using Croupier.Book.Deposits;
using Croupier.Book.Holds;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Time;

/// <summary>
/// Moves the partition clock and ends what its passing ends, by (time, item number), at most <see cref="BookLimits.MaxExpiriesPerTick"/> at once. A Tick that would
/// move the clock back is accepted and moves nothing: two leaders' clocks may differ, and a refusal would be of no use to anyone.
/// </summary>
internal sealed class TickDecision(PartitionState state, HoldDecision holds, DepositDecision deposits)
{
    public Status Decide(Tick tick)
    {
        var before = state.ClockUnixMs;
        state.Root.MoveClock(Math.Max(before, tick.UnixMs));
        for (var i = 0; i < BookLimits.MaxExpiriesPerTick && state.Items.TakeEnding(state.ClockUnixMs) is { } ending; i++)
        {
            switch (ending)
            {
                case HoldItem hold:
                    holds.Expire(hold);
                    break;
                case DepositItem deposit:
                    deposits.End(deposit, DepositState.Lapsed);
                    break;
                default:
                    throw new InvariantBrokenException("I6", $"an item of kind {ending.Kind} has an end");
            }
        }

        InvariantBrokenException.Check(state.ClockUnixMs >= before, "I6", "the partition clock went back");
        return Status.Accepted;
    }
}
