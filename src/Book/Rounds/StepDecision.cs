using Croupier.Book.Accounts;
using Croupier.Book.Decisions;
using Croupier.Book.Guards;
using Croupier.Book.Players;
using Croupier.Book.Registry;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Rounds;

/// <summary>
/// Steps of an open round, and its end. A step that stakes more is judged as a bet is: 1 the player, 2 the round and the step, 3 the amounts and the accounts' flags, 4 the guards, 5 room, 6 cover; then 7 the effect.
/// One that stakes nothing more needs none of that: whoever may not play any more may still end what is open, and so does a game that was disabled. Whether the round ends with
/// the step, and what it pays, changes no answer (I7).
/// </summary>
internal sealed class StepDecision(PartitionState state, StakeGuards guards, RoundSettlement settlement)
{
    public CommandResult Step(StepRound step, PlayerItem player)
    {
        // 1
        if (step.Added.IsPositive && PlayerTransitions.JudgePlaying(player, state.ClockUnixMs) is { } playing)
        {
            return playing;
        }

        // 2
        if (JudgeStep(player, step.Game, step.Round, step.Step, step.Basis, step.Earlier.Span) is { } misplaced)
        {
            return misplaced;
        }

        var round = player.FindRound(step.Game)!;
        if (RoundChoices.Append(round.Choices, step.Choice.Span) is not { } choices)
        {
            return Refusals.Of(Status.MalformedCommand);
        }

        var (added, refusal) = JudgeAdded(step, player, round);
        if (refusal is not null)
        {
            return refusal;
        }

        // 7
        state.Items.Touch(round);
        if (added.Stake > 0)
        {
            settlement.Hold(player, round.Asset, added);
            settlement.Contribute(round.Asset, step.Contributions);

            // All of a round is in the guards' sums, or nothing: a limit that came after the opening counts from the next.
            if (round.CountedByGuards)
            {
                var counted = guards.Hold(player, new GuardedStake(round.Asset, added.Stake, added.Cash, null));
                InvariantBrokenException.Check(counted, "I8", "the guards count a part of a round");
            }
        }

        round.Step(choices, round.Held.Plus(added), state.ClockUnixMs);
        return step.Ends ? Settle(player, round, step.Payout) : settlement.Answer(player, round.Asset, round.Held);
    }

    public CommandResult Abandon(AbandonRound end, PlayerItem player)
    {
        if (JudgeStep(player, end.Game, end.Round, end.Step, end.Basis, end.Earlier.Span) is { } misplaced)
        {
            return misplaced;
        }

        var round = player.FindRound(end.Game)!;
        if (state.ClockUnixMs - round.MovedUnixMs < BookLimits.RoundAbandonedAfterMs)
        {
            return new CommandResult(Status.RoundNotAbandoned) { Detail = round.MovedUnixMs + BookLimits.RoundAbandonedAfterMs };
        }

        var amounts = JudgeAmounts(round, Money.Zero, end.Payout, []);
        if (amounts != Status.Accepted)
        {
            return Refusals.Of(amounts);
        }

        if (!HasRoom(player, round, round.Held.Stake, []))
        {
            return Refusals.Of(Status.BalanceOverflow);
        }

        state.Items.Touch(round);
        return Settle(player, round, end.Payout);
    }

    /// <summary>Everything held goes back, as if it had never been staked.</summary>
    public CommandResult Void(VoidRound end, PlayerItem player)
    {
        if (JudgeOpen(player, end.Game, end.Round) is { } misplaced)
        {
            return misplaced;
        }

        var round = player.FindRound(end.Game)!;
        state.Items.Touch(round);
        var held = Release(player, round);
        guards.Resolve(player, held, round.CountedByGuards, held with { Stake = 0, CashPart = 0 }, 0);
        round.End();
        return settlement.Answer(player, round.Asset, default);
    }

    /// <summary>Of what the round holds and this step adds.</summary>
    private (StakeSplit Added, CommandResult? Refusal) JudgeAdded(StepRound step, PlayerItem player, RoundItem round)
    {
        // 3
        if (JudgeAmounts(round, step.Added, step.Payout, step.Contributions) is var amounts && amounts != Status.Accepted)
        {
            return (default, Refusals.Of(amounts));
        }

        var cash = state.Accounts.Available(player, AccountKind.Cash, round.Asset);
        var bonus = state.Accounts.Available(player, AccountKind.Bonus, round.Asset);
        var added = step.Added.IsPositive ? StakeSplit.Of(round.Sources, step.Added.Units, cash, bonus) : default;
        if (RoundFlags.Judge(state, player, round.Asset, added, step.Contributions) is var flags && added.Stake > 0 && flags != Status.Accepted)
        {
            return (added, Refusals.Of(flags));
        }

        // 4
        if (added.Stake > 0 && guards.Judge(player, new GuardedStake(round.Asset, added.Stake, added.Cash, null) { InRound = round.Held.Stake }) is { } guarded)
        {
            return (added, guarded);
        }

        // 5
        if (!HasRoom(player, round, round.Held.Stake + added.Stake, step.Contributions))
        {
            return (added, Refusals.Of(Status.BalanceOverflow));
        }

        // 6
        return (added, added.Cash > cash || added.Bonus > bonus ? Refusals.Of(Status.InsufficientFunds) : null);
    }

    private bool HasRoom(PlayerItem player, RoundItem round, long staked, IReadOnlyList<Contribution> contributions) => settlement.HasRoom(
        player, round.Asset, staked, (long)GameItem.MaxPayout(new Money(staked), GameOf(round).MaxPayoutMultiple), contributions);

    private Status JudgeAmounts(RoundItem round, Money added, Money payout, IReadOnlyList<Contribution> contributions) =>
        RoundAmounts.JudgeStep((Int128)round.Held.Stake + added.Units, added, payout, contributions, GameOf(round), KnownAssets.Find(round.Asset)!);

    // An entry of the registry is changed, and never taken away.
    private GameItem GameOf(RoundItem round) => state.Items.Games.Find(round.Game, round.RulesHash, round.Asset)!;

    private static CommandResult? JudgeOpen(PlayerItem player, GameId game, CommandId id) =>
        player.FindRound(game) is not { } round || round.Id.Value.CompareTo(id.Value) < 0 ? Refusals.Of(Status.UnknownRound)
        : round.Id != id || !round.IsOpen ? Refusals.Of(Status.RoundOver)
        : null;

    private static CommandResult? JudgeStep(PlayerItem player, GameId game, CommandId id, ushort step, in Hash256 basis, ReadOnlySpan<byte> earlier) =>
        JudgeOpen(player, game, id) is { } misplaced ? misplaced
        : player.FindRound(game) is { } round && (step != round.Steps + 1 || basis != round.Basis || !earlier.SequenceEqual(round.Choices))
            ? new CommandResult(Status.StepMismatch) { Detail = round.Steps + 1 }
            : null;

    private CommandResult Settle(PlayerItem player, RoundItem round, Money payout)
    {
        var split = round.Held;
        var held = Release(player, round);
        var result = settlement.Settle(player, round.Asset, split, payout, []);
        guards.Resolve(player, held, round.CountedByGuards, held, result.PayoutCash.Units);
        round.End();
        return result;
    }

    private GuardedStake Release(PlayerItem player, RoundItem round)
    {
        settlement.Release(player, round.Asset, round.Held);
        return new GuardedStake(round.Asset, round.Held.Stake, round.Held.Cash, null);
    }
}
