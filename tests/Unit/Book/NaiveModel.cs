using Croupier.Kernel.Commands;

namespace Croupier.Tests.Unit.Book;

/// <summary>
/// What a partition does, said in the simplest way: dictionaries, and for each command the set of all statuses that apply, of which the lowest is given. It shares no
/// code with Book but the kernel's words. Slow on purpose.
/// </summary>
internal sealed partial class NaiveModel
{
    public sealed class Totals
    {
        public Int128 Debits { get; set; }

        public Int128 Credits { get; set; }

        public Int128 DebitsPending { get; set; }

        public Int128 CreditsPending { get; set; }
    }

    public sealed class Chain(PlayerId player, SessionId session, long opened)
    {
        public SessionId Session => session;

        public PlayerId Player => player;

        public long Opened => opened;

        public byte[]? Seed { get; set; }

        public bool Closed { get; set; }

        public long Rounds { get; set; }
    }

    public sealed class Intent(OpenDeposit command)
    {
        public OpenDeposit Command => command;

        public string End { get; set; } = "";
    }

    public sealed class Withdrawal(RequestWithdrawal command)
    {
        public RequestWithdrawal Command => command;

        public bool Ended { get; set; }
    }

    private readonly int partition;

    public NaiveModel(int partition) => this.partition = partition;

    public long Clock { get; private set; }

    public Dictionary<(PlayerId, CommandId), (Hash256 Request, Status Status)> Ids { get; } = [];

    public Dictionary<PlayerId, PlayerState> Players { get; } = [];

    public Dictionary<AccountRef, Totals> Accounts { get; } = [];

    /// <summary>Accounts that may have changed, repeats included, until whoever watches clears it.</summary>
    public List<AccountRef> Touched { get; } = [];

    public Dictionary<(GameId, Hash256, AssetId), RegisterGame> Games { get; } = [];

    public Dictionary<ChainId, Chain> Chains { get; } = [];

    public Dictionary<(PlayerId, CommandId), Hold> Holds { get; } = [];

    public Dictionary<(PlayerId, CommandId), Intent> Intents { get; } = [];

    public Dictionary<(PlayerId, CommandId), Withdrawal> Withdrawals { get; } = [];

    public Status Apply(Role role, Command command)
    {
        var key = (command.Player, command.Id);
        if (Ids.TryGetValue(key, out var stored))
        {
            return stored.Request == command.RequestHash() ? stored.Status : Status.Conflict;
        }

        var refusals = Refusals(role, command);
        var status = refusals.Count > 0 ? refusals.Min() : command is Linked linked ? Link(role, linked) : Status.Accepted;
        if (status == Status.Accepted)
        {
            Effect(role, command);
        }

        if (status != Status.Conflict)
        {
            Ids.Add(key, (command.RequestHash(), status));
        }

        return status;
    }

    public Int128 Available(AccountRef account) =>
        Accounts.TryGetValue(account, out var t) ? t.Credits - t.Debits - t.DebitsPending : 0;

    private Totals Of(AccountRef account)
    {
        Touched.Add(account);
        if (!Accounts.TryGetValue(account, out var totals))
        {
            Accounts.Add(account, totals = new Totals());
        }

        return totals;
    }

    private void Move(AccountRef debit, AccountRef credit, Int128 amount)
    {
        if (amount != 0)
        {
            Of(debit).Debits += amount;
            Of(credit).Credits += amount;
        }
    }

    private AccountRef House(AccountKind kind, AssetId asset, uint sub = 0) => new(PlayerId.Operator(partition), kind, asset, sub);

    private static AccountRef Cash(PlayerId player, AssetId asset) => new(player, AccountKind.Cash, asset);

    private static AccountRef Bonus(PlayerId player, AssetId asset) => new(player, AccountKind.Bonus, asset);

    /// <summary>The cash part of a stake: what the sources before it do not give.</summary>
    private Int128 CashPart(PlayRound round) => CashPart(round, round.Stake);

    /// <summary>The same of what a step adds to a round.</summary>
    private Int128 CashPart(PlayRound round, Money amount)
    {
        Int128 stake = amount.Units;
        return round.Sources switch
        {
            SourceOrder.CashOnly => stake,
            SourceOrder.BonusThenCash => stake - Int128.Min(stake, Available(Bonus(round.Player, round.Asset))),
            _ => Int128.Min(stake, Available(Cash(round.Player, round.Asset))),
        };
    }

    private static bool IsStake(Leg leg) =>
        leg.Debit.Kind is AccountKind.Cash or AccountKind.Bonus && leg.Credit.Kind == AccountKind.GameRevenue;
}
