using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>Legs and their modes, holds, account flags, linked commands and crossings, in the simplest way.</summary>
internal sealed partial class NaiveModel
{
    private static readonly AccountKind[] NotFree = [AccountKind.WithdrawalPending, AccountKind.PartitionClearing];

    private static readonly AccountKind[] WithoutFlags =
        [AccountKind.WithdrawalPending, AccountKind.GameRevenue, AccountKind.ProviderClearing, AccountKind.PartitionClearing, AccountKind.UnmatchedDeposits];

    private static readonly TransferReason[] NotFreeReasons =
    [
        TransferReason.Stake, TransferReason.Payout, TransferReason.Contribution, TransferReason.Deposit, TransferReason.UnmatchedDeposit, TransferReason.WithdrawalRequested,
        TransferReason.WithdrawalPaid, TransferReason.WithdrawalReturned, TransferReason.Hold, TransferReason.HoldPosted, TransferReason.HoldPaid,
        TransferReason.Crossing,
    ];

    public sealed class Crossing(SendAcross command)
    {
        public SendAcross Command => command;

        public bool Ended { get; set; }
    }

    public Dictionary<AccountRef, AccountFlags> Flags { get; } = [];

    public Dictionary<(PlayerId, CommandId), Crossing> Crossings { get; } = [];

    private static IReadOnlyList<Leg> LegsOf(Command command) => command switch
    {
        Transfer transfer => transfer.Legs,
        PlaceHold hold => hold.Legs,
        _ => [],
    };

    private static bool MayMove(Role role, Command command) => command switch
    {
        Transfer transfer => transfer.Legs.All(l => role == Role.Wallet
            ? (l.Debit.Kind, l.Credit.Kind) is (AccountKind.UnmatchedDeposits, AccountKind.ProviderClearing) or (AccountKind.ProviderClearing, AccountKind.UnmatchedDeposits)
            : IsFree(l.Debit.Kind) && IsFree(l.Credit.Kind)),
        PlaceHold hold => hold.Legs.All(l => IsFree(l.Debit.Kind) && IsFree(l.Credit.Kind)),
        SetAccountFlags set => IsFree(set.Account.Kind),
        SendAcross send => role == Role.Wallet
            ? send.From.Kind == AccountKind.UnmatchedDeposits && send.To.Kind == AccountKind.UnmatchedDeposits
            : IsFree(send.From.Kind) && IsFree(send.To.Kind),
        ReceiveAcross receive => IsFree(receive.From.Kind) && IsFree(receive.To.Kind),
        _ => true,
    };

    private static bool IsFree(TransferReason reason) => Enum.IsDefined(reason) && !NotFreeReasons.Contains(reason);

    private static bool IsFree(AccountKind kind) => Enum.IsDefined(kind) && !NotFree.Contains(kind);

    private bool GoesAstray(Command command) => command switch
    {
        SetAccountFlags set => set.Account.Owner.Partition != partition,
        SendAcross send => send.From.Owner.Partition != partition || send.To.Owner.Partition == partition,
        ReceiveAcross receive => receive.To.Owner.Partition != partition || receive.From.Owner.Partition != receive.Sender.Partition || receive.Sender.Partition == partition,
        _ => LegsOf(command).Any(l => l.Debit.Owner.Partition != partition || l.Credit.Owner.Partition != partition),
    };

    private static bool IsMalformed(Command command) => command switch
    {
        Transfer transfer => !IsFree(transfer.Reason) || HasWrongMode(transfer.Legs),
        PlaceHold hold => HasWrongMode(hold.Legs)
            || hold.Legs.Select(l => (l.Credit, l.Debit.Owner, IsStake(l))).Distinct().Count() > 1
            || (hold.OnExpiry != OnExpiry.None && hold.Legs.Any(IsStake)),
        SetAccountFlags set => (set.Flags.HasFlag(AccountFlags.DebitsMustNotExceedCredits) || set.Flags.HasFlag(AccountFlags.CreditsMustNotExceedDebits))
                && set.Account.Kind is AccountKind.Cash or AccountKind.Bonus or AccountKind.Held
            || (set.Flags != AccountFlags.None && (WithoutFlags.Contains(set.Account.Kind) || !Enum.IsDefined(set.Account.Kind))),
        Linked linked => linked.Commands.Where((child, i) => child.Id != linked.Id.Derive(linked.Player, i + 1) || child.Player != linked.Player).Any(),
        SendAcross send => !IsFree(send.Reason) && send.Reason != TransferReason.Crossing,
        ReceiveAcross receive => receive.Id != receive.Sent.Derive(receive.Sender, 1),
        SettleAcross settle => settle.Id != settle.Sent.Derive(settle.Player, 2),
        OpenRound open => !open.Ends && !open.Bet.Payout.IsZero,
        StepRound step => step.Step == 0 || (!step.Ends && !step.Payout.IsZero),
        AbandonRound end => end.Step == 0,
        Tick or RegisterGame or RegisterProfile => !command.Player.IsOperator,
        OpenPlayer => command.Player.IsOperator,
        SetAside aside => !aside.Player.IsOperator || aside.Id != SetAside.Of(aside.Player.Partition, aside.Reason, aside.Kept.Span).Id,
        _ => false,
    };

    private static bool HasWrongMode(IReadOnlyList<Leg> legs) =>
        legs.Any(leg => !Enum.IsDefined(leg.Mode)) || legs.Where((leg, i) => leg.Mode == LegMode.Rest && RunBefore(legs, i).Count == 0).Any();

    /// <summary>The indexes of the legs that this rest is the rest of.</summary>
    private static List<int> RunBefore(IReadOnlyList<Leg> legs, int rest)
    {
        var before = Enumerable.Range(0, rest).Reverse().ToList();
        if (before.Count == 0)
        {
            return [];
        }

        var sources = legs[rest - 1].Credit == legs[rest].Credit;
        return [.. before.TakeWhile(i =>
            legs[i].Mode is not (LegMode.Exact or LegMode.Rest) && (sources ? legs[i].Credit == legs[rest].Credit : legs[i].Debit == legs[rest].Debit))];
    }

    /// <summary>What each leg moves, as the accounts are now.</summary>
    private List<Int128> Amounts(IReadOnlyList<Leg> legs)
    {
        var moved = new List<Int128>();
        for (var i = 0; i < legs.Count; i++)
        {
            var leg = legs[i];
            Int128 amount = leg.Amount.Units;
            var rest = Enumerable.Range(i, legs.Count - i).FirstOrDefault(r => legs[r].Mode == LegMode.Rest && (r == i || RunBefore(legs, r).Contains(i)), -1);
            if (rest >= 0)
            {
                var run = RunBefore(legs, rest).Where(j => j < i);
                amount = Int128.Min(amount, legs[rest].Amount.Units - run.Aggregate((Int128)0, (sum, j) => sum + moved[j]));
            }

            var taken = Enumerable.Range(0, i).Where(j => legs[j].Debit == leg.Debit).Aggregate((Int128)0, (sum, j) => sum + moved[j]);
            var given = Enumerable.Range(0, i).Where(j => legs[j].Credit == leg.Credit).Aggregate((Int128)0, (sum, j) => sum + moved[j]);
            if (leg.Mode is LegMode.UpToDebit or LegMode.UpToBoth)
            {
                amount = Int128.Max(0, Int128.Min(amount, Available(leg.Debit) - taken));
            }

            if (leg.Mode is LegMode.UpToCredit or LegMode.UpToBoth)
            {
                amount = Int128.Max(0, Int128.Min(amount, Lacks(leg.Credit) - given));
            }

            moved.Add(amount);
        }

        return moved;
    }

    private Int128 Lacks(AccountRef account) =>
        Accounts.TryGetValue(account, out var t) ? t.Debits - t.Credits - t.CreditsPending : 0;

    private bool Has(AccountRef account, AccountFlags flag) => Flags.GetValueOrDefault(account).HasFlag(flag);

    /// <summary>Whether a command that takes and gives this much breaks a flag.</summary>
    private void FlagRefusals(IEnumerable<(AccountRef Account, Int128 Debit, Int128 Credit)> movements, Action<bool, Status> refuse)
    {
        foreach (var one in movements.GroupBy(m => m.Account))
        {
            var debit = one.Aggregate((Int128)0, (sum, m) => sum + m.Debit);
            var credit = one.Aggregate((Int128)0, (sum, m) => sum + m.Credit);
            refuse(debit > 0 && Has(one.Key, AccountFlags.Frozen), Status.AccountFrozen);
            refuse(debit + credit > 0 && Has(one.Key, AccountFlags.Closed), Status.AccountClosed);
            refuse(debit > 0 && debit > Available(one.Key) && Has(one.Key, AccountFlags.DebitsMustNotExceedCredits), Status.DebitsWouldExceedCredits);
            refuse(credit > 0 && credit > Lacks(one.Key) && Has(one.Key, AccountFlags.CreditsMustNotExceedDebits), Status.CreditsWouldExceedDebits);
        }
    }

    private void MovementRefusals(Command command, Action<bool, Status> refuse)
    {
        var legs = LegsOf(command);
        foreach (var leg in legs)
        {
            LegRefusals(leg, refuse);
        }

        refuse(legs.Any(a => legs.Any(b => a.Debit.IsPlayers && b.Credit.IsPlayers && a.Debit.Owner != b.Credit.Owner)), Status.PlayerToPlayer);
        var staker = legs[0].Debit.Owner;
        var stakes = command is PlaceHold && IsStake(legs[0]) && Players.ContainsKey(staker);
        if (stakes)
        {
            PlayRefusals(staker, Players[staker], false, refuse);
            CycleRefusals(staker, $"#{legs[0].Credit.Sub}", legs[0].Credit.Sub, refuse);
        }

        var earlier = command is PlaceHold placed ? Holds.GetValueOrDefault((placed.Player, placed.Id)) : null;
        refuse(earlier is not null && earlier.End != "never", Status.Conflict);
        if (legs.Any(l => !l.Amount.IsPositive))
        {
            return;
        }

        var amounts = Amounts(legs);
        FlagRefusals(legs.Zip(amounts, (l, a) => (l.Debit, a, (Int128)0)).Concat(legs.Zip(amounts, (l, a) => (l.Credit, (Int128)0, a))), refuse);
        foreach (var debit in legs.Zip(amounts).GroupBy(l => l.First.Debit).Where(g => !g.Key.MayBeNegative))
        {
            refuse(Available(debit.Key) < debit.Aggregate((Int128)0, (sum, l) => sum + l.Second), Status.InsufficientFunds);
        }

        if (command is PlaceHold hold)
        {
            refuse(earlier?.End == "never", Status.HoldResolved);
            refuse(hold.OnExpiry != OnExpiry.None && hold.ExpiresUnixMs <= Clock, Status.HoldExpired);
            var total = amounts.Aggregate((Int128)0, (sum, a) => sum + a);
            refuse(total == 0, Status.InsufficientFunds);
            if (total > 0 && stakes)
            {
                var cash = legs.Zip(amounts).Where(l => l.First.Debit.Kind == AccountKind.Cash).Aggregate((Int128)0, (sum, l) => sum + l.Second);
                StakeRefusals(staker, legs[0].Debit.Asset, total, cash, null, refuse);
            }
        }
    }

    private void PostRefusals(PostHold post, Action<bool, Status> refuse)
    {
        refuse(!post.Amount.IsPositive || post.Payout.IsNegative, Status.AmountNotPositive);
        refuse(post.Amount > Money.MaxAmount || post.Payout > Money.MaxAmount, Status.AmountTooLarge);
        HoldRefusals(post.Player, post.Hold, refuse);
        if (!Holds.TryGetValue((post.Player, post.Hold), out var hold) || hold.Parts.Count == 0)
        {
            return;
        }

        refuse(post.Amount.Units > hold.Total, Status.HoldAmountExceeded);
        if (hold.End == "" && post is { Amount.IsPositive: true, Payout.IsPositive: true })
        {
            var amount = Int128.Min(post.Amount.Units, hold.Total);
            refuse(Has(hold.Credit, AccountFlags.Frozen), Status.AccountFrozen);
            refuse(Has(hold.Credit, AccountFlags.DebitsMustNotExceedCredits) && post.Payout.Units > Available(hold.Credit) + amount, Status.DebitsWouldExceedCredits);
            refuse(!hold.Credit.MayBeNegative && post.Payout.Units > Available(hold.Credit) + amount, Status.InsufficientFunds);
            var (posted, paid) = (hold.Split(amount), hold.Split(post.Payout.Units));
            for (var i = 0; i < posted.Count; i++)
            {
                var source = hold.Parts[i].Account;
                refuse(paid[i] > 0 && Has(source, AccountFlags.CreditsMustNotExceedDebits) && paid[i] > Lacks(source) + posted[i], Status.CreditsWouldExceedDebits);
            }
        }
    }

    private void AccountRefusals(SetAccountFlags set, Action<bool, Status> refuse)
    {
        var account = set.Account;
        refuse(Assets.Find(account.Asset) is null, Status.UnknownAsset);
        var fits = Enum.IsDefined(account.Kind) && (account.IsPlayers ? Players.ContainsKey(account.Owner) && account.Sub == 0 : account.Owner.IsOperator);
        refuse(!fits, Status.UnknownAccount);
        refuse(set.Flags.HasFlag(AccountFlags.DebitsMustNotExceedCredits) && Available(account) < 0, Status.DebitsWouldExceedCredits);
        refuse(set.Flags.HasFlag(AccountFlags.CreditsMustNotExceedDebits) && Lacks(account) < 0, Status.CreditsWouldExceedDebits);
        var waits = account.Kind == AccountKind.Cash ? account with { Kind = AccountKind.WithdrawalPending } : account;
        refuse(set.Flags.HasFlag(AccountFlags.Closed) && !(IsEmpty(account) && IsEmpty(waits)), Status.AccountNotEmpty);
    }

    private bool IsEmpty(AccountRef account) =>
        !Accounts.TryGetValue(account, out var t) || (t.Debits == t.Credits && t.DebitsPending == 0 && t.CreditsPending == 0);

    private void CrossingRefusals(Command command, Action<bool, Status> refuse)
    {
        switch (command)
        {
            case SendAcross send:
                HalfRefusals(new Leg(send.From, House(AccountKind.PartitionClearing, send.To.Asset, (uint)send.To.Owner.Partition), send.Amount), send.From, send.To, refuse);
                refuse(Crossings.ContainsKey((send.Player, send.Id)), Status.CrossingResolved);
                break;
            case ReceiveAcross receive:
                var clearing = House(AccountKind.PartitionClearing, receive.From.Asset, (uint)receive.Sender.Partition);
                HalfRefusals(new Leg(clearing, receive.To, receive.Amount), receive.From, receive.To, refuse);
                break;
            case SettleAcross settle:
                var known = Crossings.TryGetValue((settle.Player, settle.Sent), out var crossing);
                refuse(!known, Status.UnknownCrossing);
                refuse(known && crossing!.Ended, Status.CrossingResolved);
                break;
        }
    }

    private void HalfRefusals(Leg half, AccountRef from, AccountRef to, Action<bool, Status> refuse)
    {
        LegRefusals(half, refuse);
        foreach (var account in new[] { from, to })
        {
            refuse(!Enum.IsDefined(account.Kind) || (account.IsPlayers ? account.Owner.IsOperator || account.Sub != 0 : !account.Owner.IsOperator), Status.UnknownAccount);
        }

        refuse(from.IsPlayers && to.IsPlayers && from.Owner != to.Owner, Status.PlayerToPlayer);
        FlagRefusals([(half.Debit, half.Amount.Units, 0), (half.Credit, 0, half.Amount.Units)], refuse);
        refuse(!half.Debit.MayBeNegative && Available(half.Debit) < half.Amount.Units, Status.InsufficientFunds);
    }

    private void MoveEffect(Command command)
    {
        switch (command)
        {
            case Transfer transfer:
                foreach (var (leg, amount) in transfer.Legs.Zip(Amounts(transfer.Legs)).ToList())
                {
                    Move(leg.Debit, leg.Credit, amount);
                }

                break;
            case PlaceHold hold:
                Place(hold);
                break;
            case PostHold post:
                Resolve(Holds[(post.Player, post.Hold)], "resolved", post.Amount.Units, post.Payout.Units);
                break;
            case VoidHold release when !Holds.ContainsKey((release.Player, release.Hold)):
                Holds.Add((release.Player, release.Hold), new Hold(OnExpiry.None, 0, default, [], false, false) { End = "never" });
                break;
            case VoidHold release:
                Resolve(Holds[(release.Player, release.Hold)], "resolved", 0);
                break;
            case SetAccountFlags set:
                Of(set.Account);
                Flags[set.Account] = set.Flags;
                break;
            case SendAcross send:
                Crossings.Add((send.Player, send.Id), new Crossing(send));
                Of(send.From).DebitsPending += send.Amount.Units;
                Of(ClearingFor(send)).CreditsPending += send.Amount.Units;
                break;
            case ReceiveAcross receive:
                Move(House(AccountKind.PartitionClearing, receive.From.Asset, (uint)receive.Sender.Partition), receive.To, receive.Amount.Units);
                break;
            case SettleAcross settle:
                var crossing = Crossings[(settle.Player, settle.Sent)];
                var sent = crossing.Command;
                crossing.Ended = true;
                Of(sent.From).DebitsPending -= sent.Amount.Units;
                Of(ClearingFor(sent)).CreditsPending -= sent.Amount.Units;
                Move(sent.From, ClearingFor(sent), settle.Received ? sent.Amount.Units : 0);
                break;
        }
    }

    private AccountRef ClearingFor(SendAcross send) => House(AccountKind.PartitionClearing, send.To.Asset, (uint)send.To.Owner.Partition);
}
