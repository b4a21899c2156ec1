using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>The worked examples of docs/chart-of-accounts.md as commands: one entry for each step, in the page's words. The balances stand in the page alone.</summary>
internal sealed class ChartExamples
{
    private const int Elsewhere = 9;

    private readonly PlayerId player;
    private readonly PlayerId other;
    private readonly ChainId chain;
    private readonly List<CommandId> holds = [];
    private CommandId withdrawal;
    private SendAcross? sent;
    private long nonce;

    public ChartExamples()
    {
        Book.Register();
        player = Book.Player();
        other = Book.Player();
        chain = Book.Chain(player);
    }

    public TestBook Book { get; } = new();

    public static IReadOnlyDictionary<string, (string Text, Action<ChartExamples> Do)[]> All { get; } = new Dictionary<string, (string, Action<ChartExamples>)[]>
    {
        ["Bet and win from cash"] = [Deposit(100_00), Bet(10_00, 0), Bet(10_00, 25_00)],
        ["Bet and win from bonus"] =
        [
            Grant(20_00),
            Bet(5_00, 8_00),
            ("what is left is forfeited: up to debit", e => e.Move(TransferReason.BonusForfeit, e.Leg("bonus", "bonus expense", 1_000_00, LegMode.UpToDebit))),
        ],
        ["Bet and win from both"] = [Deposit(50_00), Grant(3_00), Bet(10_00, 25_01)],
        ["Refund"] =
        [
            Deposit(50_00),
            Bet(10_00, 0),
            ("the game was at fault: the stake is refunded", e => e.Move(TransferReason.Refund, e.Leg("game revenue", "cash", 10_00))),
        ],
        ["Chargeback into receivable, and its recovery"] = [Deposit(50_00), Bet(30_00, 0), Chargeback, Deposit(10_00), Recovery, Deposit(45_00), Recovery],
        ["Jackpot: contribution and award"] =
        [
            Deposit(100_00),
            ("the house puts 500.00 into the pot", e => e.Move(TransferReason.Adjustment, e.Leg("house", "jackpot", 500_00))),
            ("the pot may not be overdrawn from now on", e => e.Flag("jackpot", AccountFlags.DebitsMustNotExceedCredits)),
            ("a bet of 10.00 contributes 0.125 and loses", e => e.Play(10_00, 0, new Contribution(AccountKind.Jackpot, 0, new Money(125_000)))),
            ("more than the pot is refused", e => e.Refused(Status.DebitsWouldExceedCredits, e.Leg("jackpot", "cash", 500_13))),
            ("the pot is won, to the last unit", e => e.Move(TransferReason.JackpotAward, e.Leg("jackpot", "cash", 1_000_00, LegMode.UpToDebit))),
        ],
        ["Match with rake"] =
        [
            Deposit(20_00),
            ("the other deposits 20.00", e => e.Paid(e.other, 20_00)),
            Grant(4_00),
            ("both entries of 10.00 are held: bonus, then cash", e => e.Enter()),
            ("the match begins: both are posted", e => e.Begin()),
            ("the other wins: 19.00 prize, 1.00 rake", e => e.Link(
                e.other,
                id => new Transfer(id, e.other, TransferReason.Prize, [e.Leg("prize pool", "other cash", 19_00)]),
                id => new Transfer(id, e.other, TransferReason.Rake, [e.Leg("prize pool", "house", 1_00)]))),
        ],
        ["Withdrawal: requested, paid, failed, returned"] =
        [
            Deposit(100_00),
            Withdraw(60_00),
            ("it is paid", e => e.Settle(paid: true)),
            Withdraw(30_00),
            ("the provider fails: it comes back", e => e.Settle(paid: false)),
            ("the bank sends back the 60.00 that were paid", e => e.Move(TransferReason.Refund, e.Leg("provider", "cash", 60_00))),
        ],
        ["Unmatched deposit and its refund"] = [Stray, ("it is sent back", e => e.Move(Role.Wallet, TransferReason.UnmatchedRefund, e.Leg("unmatched deposits", "provider", 30_00)))],
        ["Duty"] =
        [
            Deposit(50_00),
            Bet(30_00, 0),
            ("21 % of it is owed", e => e.Move(TransferReason.Duty, e.Leg("game revenue", "duty", 6_30))),
            ("the duty is paid", e => e.Move(TransferReason.Duty, e.Leg("duty", "provider", 6_30))),
        ],
        ["Bad debt"] =
        [
            Deposit(50_00),
            Bet(50_00, 0),
            Chargeback,
            ("the debt is written off: up to credit", e => e.Move(TransferReason.BadDebt, e.Leg("bad debt", "receivable", 1_000_00, LegMode.UpToCredit))),
        ],
        ["Dormant"] =
        [
            Deposit(15_00),
            ("the player can't be found: moved and closed in one step", e => e.Link(
                e.player,
                id => new Transfer(id, e.player, TransferReason.Dormancy, [e.Leg("cash", "dormant", 1_000_00, LegMode.UpToDebit)]),
                id => new SetAccountFlags(id, e.player, e.Named("cash"), AccountFlags.Closed))),
            ("a bonus in cash is refused: the wallet is closed", e => e.Refused(Status.AccountClosed, e.Leg("bonus expense", "cash", 1_00))),
            ("the player comes back: opened and returned in one step", e => e.Link(
                e.player,
                id => new SetAccountFlags(id, e.player, e.Named("cash"), AccountFlags.None),
                id => new Transfer(id, e.player, TransferReason.Dormancy, [e.Leg("dormant", "cash", 15_00)]))),
        ],
        ["Money that came to the wrong partition"] =
        [
            Stray,
            ("it is sent to partition 9", e => e.Send()),
            ("partition 9 has received it", e => e.Arrive()),
        ],
    };

    /// <summary>The account that a column of the page is about.</summary>
    public AccountRef Named(string column) => column switch
    {
        "cash" => Own(AccountKind.Cash),
        "bonus" => Own(AccountKind.Bonus),
        "receivable" => Own(AccountKind.Receivable),
        "withdrawal pending" => Own(AccountKind.WithdrawalPending),
        "other cash" => new(other, AccountKind.Cash, TestBook.Euro),
        "house" => TestBook.House,
        "game revenue" => House(AccountKind.GameRevenue),
        "jackpot" => House(AccountKind.Jackpot),
        "prize pool" => House(AccountKind.PrizePool),
        "bonus expense" => House(AccountKind.BonusExpense),
        "provider" => House(AccountKind.ProviderClearing, 1),
        "partition clearing" => House(AccountKind.PartitionClearing, Elsewhere),
        "duty" => House(AccountKind.Duty),
        "bad debt" => House(AccountKind.BadDebt),
        "dormant" => House(AccountKind.Dormant),
        "unmatched deposits" => House(AccountKind.UnmatchedDeposits),
        _ => throw new ArgumentException($"no account is called {column}", nameof(column)),
    };

    private static (string, Action<ChartExamples>) Chargeback => ("the provider takes back 50.00: cash, then receivable", e => e.Move(
        TransferReason.Chargeback, e.Leg("cash", "provider", 50_00, LegMode.UpToDebit), e.Leg("receivable", "provider", 50_00, LegMode.Rest)));

    private static (string, Action<ChartExamples>) Recovery =>
        ("recovery: up to both", e => e.Move(TransferReason.Recovery, e.Leg("cash", "receivable", 1_000_00, LegMode.UpToBoth)));

    private static (string, Action<ChartExamples>) Stray =>
        ("a payment of 30.00 matches no intent", e => e.Book.Must(Role.Wallet, new ConfirmDeposit(e.Id, e.player, e.Id, TestBook.Euro, Cents(30_00), 1)));

    private CommandId Id => Book.Ids.Command();

    private static (string, Action<ChartExamples>) Deposit(long cents) => ($"a deposit of {Text(cents)} is confirmed", e => e.Paid(e.player, cents));

    private static (string, Action<ChartExamples>) Grant(long cents) =>
        ($"a bonus of {Text(cents)} is granted", e => e.Move(TransferReason.BonusGrant, e.Leg("bonus expense", "bonus", cents)));

    private static (string, Action<ChartExamples>) Bet(long stake, long payout) =>
        (payout == 0 ? $"a bet of {Text(stake)} loses" : $"a bet of {Text(stake)} wins {Text(payout)}", e => e.Play(stake, payout));

    private static (string, Action<ChartExamples>) Withdraw(long cents) => ($"a withdrawal of {Text(cents)} is requested", e =>
        e.withdrawal = e.Book.Must(Role.Wallet, new RequestWithdrawal(e.Id, e.player, TestBook.Euro, Cents(cents), 1)).Id);

    private static string Text(long cents) => Assets.Euro.Format(Cents(cents));

    private static Money Cents(long cents) => new(cents * TestBook.Cent);

    private static AccountRef House(AccountKind kind, uint sub = 0) => new(TestBook.Operator, kind, TestBook.Euro, sub);

    private AccountRef Own(AccountKind kind) => new(player, kind, TestBook.Euro);

    private Leg Leg(string debit, string credit, long cents, LegMode mode = LegMode.Exact) => new(Named(debit), Named(credit), Cents(cents), mode);

    private void Move(TransferReason reason, params Leg[] legs) => Move(Role.Operator, reason, legs);

    private void Move(Role role, TransferReason reason, params Leg[] legs) => Book.Must(role, new Transfer(Id, player, reason, legs));

    private void Refused(Status status, Leg leg) => Assert.Equal(status, Book.Do(Role.Operator, new Transfer(Id, player, TransferReason.Adjustment, [leg])).Status);

    private void Flag(string account, AccountFlags flags) => Book.Must(Role.Operator, new SetAccountFlags(Id, TestBook.Operator, Named(account), flags));

    private void Link(PlayerId scope, params ReadOnlySpan<Func<CommandId, Command>> children) => Book.Must(Role.Operator, Linked.Of(Id, scope, children));

    private void Paid(PlayerId whose, long cents)
    {
        var intent = Book.Must(Role.Wallet, new OpenDeposit(Id, whose, TestBook.Euro, Cents(cents), 1, TestBook.Start + TestBook.Hour)).Id;
        Book.Must(Role.Wallet, new ConfirmDeposit(Id, whose, intent, TestBook.Euro, Cents(cents), 1));
    }

    private void Play(long stake, long payout, params Contribution[] contributions) =>
        Book.Must(Role.Games, Book.Round(player, chain, nonce++, stake, payout, SourceOrder.BonusThenCash) with { Contributions = contributions });

    private void Settle(bool paid) => Book.Must(Role.Wallet, new SettleWithdrawal(Id, player, withdrawal, paid));

    private void Enter()
    {
        Leg[] entry = [Leg("bonus", "prize pool", 10_00, LegMode.UpToDebit), Leg("cash", "prize pool", 10_00, LegMode.Rest)];
        holds.Add(Book.Must(Role.Operator, new PlaceHold(Id, player, entry, OnExpiry.Void, TestBook.Start + TestBook.Hour)).Id);
        holds.Add(Book.Must(Role.Operator, new PlaceHold(Id, other, Leg("other cash", "prize pool", 10_00), OnExpiry.Void, TestBook.Start + TestBook.Hour)).Id);
    }

    private void Begin()
    {
        Book.Must(Role.Operator, new PostHold(Id, player, holds[0], Cents(10_00)));
        Book.Must(Role.Operator, new PostHold(Id, other, holds[1], Cents(10_00)));
    }

    private void Send()
    {
        var there = new AccountRef(PlayerId.Operator(Elsewhere), AccountKind.UnmatchedDeposits, TestBook.Euro);
        sent = new SendAcross(Id, TestBook.Operator, Named("unmatched deposits"), there, Cents(30_00), TransferReason.Crossing);
        Book.Must(Role.Wallet, sent);
    }

    private void Arrive() => Book.Must(Role.Ledger, SettleAcross.Of(ReceiveAcross.Of(sent!, 1, default), Status.Accepted, 1, default));
}
