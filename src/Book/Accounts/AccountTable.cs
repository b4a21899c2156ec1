using Croupier.Book.Blocks;
using Croupier.Book.Items;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Accounts;

/// <summary>
/// The accounts of a partition by dense number, and the only code that changes them. Every movement debits one account and credits another by the same amount (I1)
/// and leaves no player's account negative (I2); both are checked here, where it happens, and again when the block is sealed.
/// </summary>
internal sealed class AccountTable(ItemTable items)
{
    private readonly Dictionary<ulong, int> operators = [];
    private readonly AccountPages states = new();

    public int Count { get; private set; }

    public long LastTransfer { get; set; }

    /// <summary>The draft that changes belong to; null between blocks.</summary>
    public BlockDraft? Draft { get; set; }

    public ref readonly AccountState this[int number] => ref states[number];

    /// <summary>The account's number, or 0 while it has not been opened.</summary>
    public int Find(in AccountRef account) =>
        account.IsPlayers
            ? items.FindPlayer(account.Owner) is { } player ? Find(player, account.Kind, account.Asset) : 0
            : FindOperators(account.Kind, account.Asset, account.Sub);

    public int Find(PlayerItem player, AccountKind kind, AssetId asset)
    {
        foreach (var number in player.Accounts)
        {
            ref readonly var account = ref states[number].Account;
            if (account.Kind == kind && account.Asset == asset)
            {
                return number;
            }
        }

        return 0;
    }

    public int FindOperators(AccountKind kind, AssetId asset, uint sub) => operators.GetValueOrDefault(OperatorKey(kind, asset, sub));

    public int FindOrOpen(in AccountRef account)
    {
        var number = Find(account);
        return number != 0 ? number : Open(account);
    }

    public long Available(PlayerItem player, AccountKind kind, AssetId asset) =>
        Find(player, kind, asset) is var number && number != 0 ? states[number].Available : 0;

    /// <summary>Moves posted money. The caller has judged cover and room; this makes sure.</summary>
    public void Post(TransferReason reason, int debit, int credit, long amount)
    {
        InvariantBrokenException.Check(amount > 0 && debit != credit, "I1", "a movement of nothing, or to itself");
        ref var from = ref Touch(debit);
        ref var to = ref Touch(credit);
        InvariantBrokenException.Check(from.Account.Asset == to.Account.Asset, "I1", "a movement between two assets");
        from.DebitsPosted += amount;
        to.CreditsPosted += amount;
        CheckCovered(from);
        CheckFlags(from);
        CheckFlags(to);
        var draft = Draft!;
        draft.Transfers.Add(new TransferRow(++LastTransfer, draft.Sequence, draft.EntryCount, reason, debit, credit, amount));
    }

    /// <summary>Reserves on both accounts.</summary>
    public void Reserve(int debit, int credit, long amount)
    {
        InvariantBrokenException.Check(amount > 0 && debit != credit, "I1", "a hold of nothing, or to itself");
        ref var from = ref Touch(debit);
        ref var to = ref Touch(credit);
        InvariantBrokenException.Check(from.Account.Asset == to.Account.Asset, "I1", "a hold between two assets");
        from.DebitsPending += amount;
        to.CreditsPending += amount;
        CheckCovered(from);
        CheckFlags(from);
        CheckFlags(to);
        Note(debit, credit, amount);
    }

    /// <summary>Ends a reservation, on both accounts.</summary>
    public void Release(int debit, int credit, long amount)
    {
        ref var from = ref Touch(debit);
        ref var to = ref Touch(credit);
        InvariantBrokenException.Check(amount > 0 && amount <= from.DebitsPending, "I1", "more is released than the debited account holds");
        InvariantBrokenException.Check(amount <= to.CreditsPending, "I1", "more is released than the credited account expects");
        from.DebitsPending -= amount;
        to.CreditsPending -= amount;
        Note(debit, credit, -amount);
    }

    public void SetFlags(int number, AccountFlags flags)
    {
        ref var state = ref Touch(number);
        state.Flags = flags;
        CheckFlags(state);
    }

    public void Load(in AccountRow row)
    {
        InvariantBrokenException.Check(row.Number == Count + 1L, "I6", "the stored accounts have a gap");
        var number = Enter(row.Account);
        ref var state = ref states[number];
        state.DebitsPosted = row.DebitsPosted;
        state.CreditsPosted = row.CreditsPosted;
        state.DebitsPending = row.DebitsPending;
        state.CreditsPending = row.CreditsPending;
        state.Flags = row.Flags;
        CheckFlags(state);
        CheckCovered(state);
    }

    public void RollBack(BlockDraft draft)
    {
        foreach (var (number, before) in draft.SavedAccounts)
        {
            states[number] = before;
        }

        for (; Count > draft.AccountsBefore; Count--)
        {
            var account = states[Count].Account;
            if (account.IsPlayers)
            {
                items.FindPlayer(account.Owner)!.DetachLastAccount();
            }
            else
            {
                operators.Remove(OperatorKey(account.Kind, account.Asset, account.Sub));
            }

            states[Count] = default;
        }

        LastTransfer = draft.LastTransferBefore;
    }

    /// <summary>What a part of the outer draft saved and opened becomes the outer one's own.</summary>
    public void Keep(BlockDraft inner, BlockDraft outer)
    {
        foreach (var (number, before) in inner.SavedAccounts)
        {
            if (before.Mark != outer.Mark)
            {
                outer.Save(number, before);
            }

            states[number].Mark = outer.Mark;
        }

        for (var i = inner.AccountsBefore; i < Count; i++)
        {
            states[i + 1].Mark = outer.Mark;
        }
    }

    private void Note(int debit, int credit, long pending)
    {
        var draft = Draft!;
        draft.Pendings.Add(new PendingRow(LastTransfer, draft.Sequence, draft.EntryCount, debit, credit, pending));
    }

    private static ulong OperatorKey(AccountKind kind, AssetId asset, uint sub) => ((ulong)kind << 48) | ((ulong)asset.Code << 32) | sub;

    private static void CheckCovered(in AccountState account)
    {
        if (account.Available < 0 && !account.Account.MayBeNegative)
        {
            throw new InvariantBrokenException("I2", $"account {account.Account} would have {account.Available}");
        }
    }

    /// <summary>A frozen account is not looked at here: what was held before may still leave it.</summary>
    private static void CheckFlags(in AccountState account)
    {
        if (account.Flags != AccountFlags.None)
        {
            InvariantBrokenException.Check(!account.Flags.HasFlag(AccountFlags.Closed) || account.IsEmpty, "I1", "money moves on a closed account");
            InvariantBrokenException.Check(
                !account.Flags.HasFlag(AccountFlags.DebitsMustNotExceedCredits) || account.Available >= 0, "I1", "an account's debits exceed its credits against its flag");
            InvariantBrokenException.Check(
                !account.Flags.HasFlag(AccountFlags.CreditsMustNotExceedDebits) || account.Lacks >= 0, "I1", "an account's credits exceed its debits against its flag");
        }
    }

    private int Open(in AccountRef account)
    {
        InvariantBrokenException.Check(ChartOfAccounts.IsWellFormed(account), "I1", "an account outside the chart would be opened");
        var number = Enter(account);
        states[number].Mark = Draft!.Mark;
        return number;
    }

    private int Enter(in AccountRef account)
    {
        var number = ++Count;
        states.Reach(number);
        states[number] = new AccountState { Account = account };
        if (account.IsPlayers)
        {
            var owner = items.FindPlayer(account.Owner) ?? throw new InvariantBrokenException("I1", $"account {account} has no player");
            owner.Attach(number);
        }
        else
        {
            operators.Add(OperatorKey(account.Kind, account.Asset, account.Sub), number);
        }

        return number;
    }

    private ref AccountState Touch(int number)
    {
        ref var state = ref states[number];
        var draft = Draft ?? throw new InvariantBrokenException("I6", "an account was changed outside of a block");
        if (state.Mark != draft.Mark)
        {
            draft.Save(number, state);
            state.Mark = draft.Mark;
        }

        return ref state;
    }
}
