namespace Croupier.Tests.Simulation.Canaries;

/// <summary>
/// One line of the product, and what it is replaced with so that an invariant breaks. It is compiled into a copy of Kernel or Book, so that the product carries no hooks;
/// the simulator must notice within <see cref="CanaryFlight.MostSeeds"/> seeds.
/// </summary>
/// <param name="File">Below src/.</param>
/// <param name="Line">The whole line, without the space around it. Wherever it stands in the file it is replaced.</param>
internal sealed record Canary(string Name, string Breaks, string File, string Line, string Broken)
{
    public static IReadOnlyList<Canary> All { get; } =
    [
        new("forgets-the-undo-of-accounts", "I6", "Book/Accounts/AccountTable.cs", "states[number] = before;", ";"),
        new("answers-before-the-commit", "I3", "Book/PartitionWriter.cs", "effects.Add(new WriterEffect.CommitBlock(inFlightBlock));", "effects.Add(new WriterEffect.CommitBlock(inFlightBlock)); Publish(inFlightBlock.Results);"),
        new("answers-a-repeat-before-the-commit", "I3", "Book/PartitionWriter.cs", "entries is null || entries.IsCommitted ? null", "entries is null || entries != open?.Entries ? null"),
        new("rereads-a-batch-too-late", "I4", "Book/PartitionWriter.cs", "effects.Add(new WriterEffect.Reread(Position));", "effects.Add(new WriterEffect.Reread(Position with { Offset = Position.Offset + 1 }));"),
        new("keeps-the-old-epoch", "I5", "Book/PartitionWriter.cs", "epoch = resolved.Epoch;", ";"),
        new("takes-every-doubtful-commit-for-done", "I6", "Book/PartitionWriter.cs", "if (resolved.HeadHash == block.Hash && resolved.Head.Sequence == block.Header.Sequence)", "if (resolved.Head.Sequence <= block.Header.Sequence)"),
        new("takes-a-conflict-for-a-repeat", "I4", "Book/Partition.cs", "return stored.Command.RequestHash() == request", "return stored.Command.Id == command.Id"),
        new("forgets-an-id-before-it-is-indexed", "I4", "Book/Ids/IdTable.cs", "while (slots.Count > bound && committed.TryPeek(out var oldest) && oldest.Sequence <= indexedThrough)", "while (slots.Count > bound && committed.TryPeek(out var oldest) && oldest.Sequence <= indexedThrough + 1)"),
        new("looks-no-id-of-the-low-water-up", "I4", "Book/Ids/IdTable.cs", "return unixMs <= LowWaterUnixMs || late.MayHold(unixMs, key);", "return unixMs < LowWaterUnixMs || late.MayHold(unixMs, key);"),
        new("looks-no-late-id-up", "I4", "Book/Ids/IdTable.cs", "return unixMs <= LowWaterUnixMs || late.MayHold(unixMs, key);", "return unixMs <= LowWaterUnixMs;"),
        new("leaves-a-gap-in-transfer-numbers", "I6", "Book/Accounts/AccountTable.cs", "LastTransfer = draft.LastTransferBefore;", ";"),
        new("counts-no-pending-money", "I2", "Book/Accounts/AccountState.cs", "public readonly long Available => CreditsPosted - DebitsPosted - DebitsPending;", "public readonly long Available => CreditsPosted - DebitsPosted;"),
        new("posts-a-hold-and-keeps-it", "I1", "Book/Holds/HoldResolution.cs", "state.Accounts.Release(part.Debit, hold.Credit, part.Amount);", ";"),
        new("resolves-a-hold-again", "I4", "Book/Holds/HoldResolution.cs", "hold.State = end;", "hold.State = end == HoldState.Voided ? HoldState.Open : end;"),
        new("advances-no-nonce", "I7", "Book/Rounds/RoundDecision.cs", "chain.NextNonce++;", ";"),
        new("covers-a-stake-with-its-payout", "I7", "Book/Rounds/RoundDecision.cs", "return split.Cash > cashAvailable || split.Bonus > bonusAvailable ? Refusals.Of(Status.InsufficientFunds) : null;", "return split.Cash > cashAvailable + round.Payout.Units || split.Bonus > bonusAvailable ? Refusals.Of(Status.InsufficientFunds) : null;"),
        new("judges-a-loss-after-the-payout", "I8", "Book/Rounds/RoundDecision.cs", "if (guards.Judge(player, new GuardedStake(round.Asset, split.Stake, split.Cash, round.Session)) is { } guarded)", "if (guards.Judge(player, new GuardedStake(round.Asset, split.Stake, split.Cash - round.Payout.Units, round.Session)) is { } guarded)"),
        new("forgets-what-a-step-adds", "I1", "Book/Rounds/StepDecision.cs", "round.Step(choices, round.Held.Plus(added), state.ClockUnixMs);", "round.Step(choices, round.Held, state.ClockUnixMs);"),
        new("closes-a-chain-over-an-open-round", "I7", "Book/Chains/ChainDecision.cs", "if (round.IsOpen && round.Chain == chain.Id)", "if (round.IsOpen && round.Chain == chain.Id && round.Steps > 1)"),
        new("counts-no-held-stake", "I8", "Book/Guards/LimitJudge.cs", "LimitMeasure.Wagered => (Int128)counted.Wagered + held.Wagered,", "LimitMeasure.Wagered => (Int128)counted.Wagered,"),
        new("turns-the-clock-back", "I6", "Book/Time/TickDecision.cs", "state.Root.MoveClock(Math.Max(before, tick.UnixMs));", "state.Root.MoveClock(before = tick.UnixMs);"),
        new("leaves-an-item-out-of-the-digest", "I6", "Book/Blocks/BlockSealing.cs", "change.Leaves(item, draft.Saved(offset, length));", "if (draft.SavedItems.Count > 9 && i == 9) { rows[i] = item.ToRow(scratch); continue; } change.Leaves(item, draft.Saved(offset, length));"),
        new("lets-a-player-pay-another", "I10", "Book/Transfers/LegRules.cs", "debit.IsPlayers && credit.IsPlayers && debit.Owner != credit.Owner;", "debit.IsPlayers && credit.IsPlayers && debit.Owner != credit.Owner && debit.Kind == AccountKind.Cash;"),
        new("trusts-the-marks-of-an-undone-draft", "I6", "Book/PartitionState.cs", "++lastMark, sequence, Accounts.Count, Items.Count, Accounts.LastTransfer, Digest, new RecordedEntries(sequence, entries, expectedEntries), expectedEntries);", "sequence, sequence, Accounts.Count, Items.Count, Accounts.LastTransfer, Digest, new RecordedEntries(sequence, entries, expectedEntries), expectedEntries);"),
        new("pays-the-wrong-source", "I1", "Book/Rounds/StakeSplit.cs", "return (payout.Units - bonus, bonus);", "return (bonus, payout.Units - bonus);"),
    ];
}
