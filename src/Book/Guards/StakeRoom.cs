using Croupier.Kernel;

namespace Croupier.Book.Guards;

/// <summary>
/// What the last full judgement left: so much may be staked, and so much of it from cash, by one session, without looking at any limit again. Most bets are far from every
/// limit, and this spares them a walk over all. It is never more than is true: everything that counts is taken from it, nothing is ever added, and it ends with the hour, with any
/// calendar window, with any change of a limit, zone or profile in the partition, and with every roll-back.
/// </summary>
internal readonly record struct StakeRoom(long Round, long Stake, long Cash, long UntilUnixMs, long Epoch, SessionId Session)
{
    public bool Holds(in GuardedStake stake, long clockUnixMs, long epoch) =>
        stake.Session is { } session && session == Session && epoch == Epoch && clockUnixMs < UntilUnixMs
        && stake.Stake <= Math.Min(Round, Stake) && stake.CashPart <= Cash;

    public StakeRoom Less(in Counted amounts) => this with { Stake = Less(Stake, amounts.Wagered), Cash = Less(Cash, amounts.CashStaked) };

    private static long Less(long room, long amount) => room < long.MinValue + amount ? long.MinValue : room - amount;
}
