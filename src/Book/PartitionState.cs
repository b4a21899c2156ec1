using Croupier.Book.Accounts;
using Croupier.Book.Blocks;
using Croupier.Book.Decisions;
using Croupier.Book.Hashing;
using Croupier.Book.Ids;
using Croupier.Book.Items;
using Croupier.Book.Players;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>
/// Everything a decision may look at: accounts, items and the clock of one partition. It changes only while a block is open, and every change can be undone.
/// </summary>
internal sealed class PartitionState
{
    private readonly ByteWriter entries = new(1 << 16);
    private PartitionItem? root;
    private long lastMark;

    public PartitionState(int number)
    {
        Number = number;
        Operator = PlayerId.Operator(number);
        Accounts = new AccountTable(Items);
    }

    public int Number { get; }

    public PlayerId Operator { get; }

    public ItemTable Items { get; } = new();

    public AccountTable Accounts { get; }

    public BlockDraft? Draft { get; private set; }

    /// <summary>The sum over all rows as of the last sealed block.</summary>
    public Lanes Digest { get; set; }

    /// <summary>Changes with everything but play that could make a limit stricter: what was derived before holds no longer. RAM only.</summary>
    public long GuardEpoch { get; private set; } = 1;

    public long ClockUnixMs => root?.ClockUnixMs ?? 0;

    /// <summary>The latest time that a stored command id carries.</summary>
    public long LatestIdUnixMs => root?.LatestIdUnixMs ?? 0;

    public PartitionItem Root => root ?? throw new InvariantBrokenException("I6", "the partition has no block");

    /// <summary>Opens a block. Its first act is to touch the item that every block changes.</summary>
    public BlockDraft Begin(long sequence, int expectedEntries = 0)
    {
        InvariantBrokenException.Check(Draft is null, "I5", "two blocks are open");
        entries.Clear();
        var draft = new BlockDraft(
            ++lastMark, sequence, Accounts.Count, Items.Count, Accounts.LastTransfer, Digest, new RecordedEntries(sequence, entries, expectedEntries), expectedEntries);
        Use(draft);
        if (root is null)
        {
            Items.Add(root = new PartitionItem());
        }

        Items.Touch(root);
        return draft;
    }

    /// <summary>
    /// Begins a part of the open block that can be taken back by itself. It is a draft with an undo list of its own, whose entries are those of the open block.
    /// </summary>
    public BlockDraft Nest()
    {
        var outer = Draft ?? throw new InvariantBrokenException("I6", "a part of a block would begin outside of one");
        var inner = new BlockDraft(++lastMark, outer, Accounts.Count, Items.Count, Accounts.LastTransfer);
        Use(inner);
        return inner;
    }

    /// <summary>The part stays: its undo list becomes the block's, as far as the block had not saved the same before.</summary>
    public void Keep(BlockDraft inner)
    {
        var outer = EndPart(inner);
        Accounts.Keep(inner, outer);
        Items.Keep(inner, outer);
        outer.Transfers.AddRange(inner.Transfers);
        outer.Pendings.AddRange(inner.Pendings);
    }

    /// <summary>The part never was.</summary>
    public void TakeBack(BlockDraft inner)
    {
        EndPart(inner);
        GuardsChange();
        Accounts.RollBack(inner);
        Items.RollBack(inner);
        InvariantBrokenException.Check(Accounts.Count == inner.AccountsBefore && Items.Count == inner.ItemsBefore, "I6", "a part of a block was not taken back whole");
    }

    /// <summary>No command comes into the open block any more.</summary>
    public void End() => Use(null);

    public void RollBack(BlockDraft draft)
    {
        InvariantBrokenException.Check(Draft is null || Draft == draft, "I5", "blocks are rolled back newest first");
        Use(null);
        GuardsChange();
        Accounts.RollBack(draft);
        Items.RollBack(draft);
        Digest = draft.DigestBefore;
        root = Items.Count == 0 ? null : root;
        InvariantBrokenException.Check(Accounts.Count == draft.AccountsBefore && Items.Count == draft.ItemsBefore, "I6", "a roll-back did not reach its start");
    }

    public void Load(PartitionSnapshot snapshot)
    {
        var rows = new DigestChange();
        foreach (var row in snapshot.Items)
        {
            Items.Load(row);
            rows.Enters(Items[(int)row.Number]);
        }

        var sums = new AssetSums();
        foreach (var row in snapshot.Accounts)
        {
            Accounts.Load(row);
            rows.Enters(Accounts[(int)row.Number], (int)row.Number);
            sums.Add(row.Account.Asset, row.CreditsPosted, row.DebitsPosted);
        }

        sums.CheckZero();
        Accounts.LastTransfer = snapshot.Head.LastTransfer;
        Digest = rows.Apply(default);
        root = Items.Count == 0 ? null : (PartitionItem)Items[1];
        InvariantBrokenException.Check(Digest.ToHash() == snapshot.Head.StateDigest, "I6", "the stored rows do not have the digest of the head");
        InvariantBrokenException.Check(ClockUnixMs == snapshot.Head.ClockUnixMs, "I6", "the stored clock is not that of the head");
    }

    public void GuardsChange() => GuardEpoch++;

    public AccountRef Of(AccountKind kind, AssetId asset, uint sub = 0) => new(Operator, kind, asset, sub);

    /// <summary>An accepted result that says what the player can spend now.</summary>
    public CommandResult Accept(PlayerItem player, AssetId asset) => new(Status.Accepted)
    {
        Asset = asset,
        CashAfter = new Money(Accounts.Available(player, AccountKind.Cash, asset)),
        BonusAfter = new Money(Accounts.Available(player, AccountKind.Bonus, asset)),
    };

    /// <summary>An accepted result with what its legs came to; of the operator's own scope without balances, and in most cases without anything.</summary>
    public CommandResult Accept(PlayerItem? player, AssetId asset, MovedAmounts moved) => (player, moved.IsEmpty) switch
    {
        (null, true) => Refusals.Of(Status.Accepted),
        (null, false) => new CommandResult(Status.Accepted) { Asset = asset, Moved = moved },
        (_, true) => Accept(player, asset),
        _ => Accept(player, asset) with { Moved = moved },
    };

    /// <summary>The amount by itself: a known asset, more than nothing, no more than a command may move, whole display units.</summary>
    public static Status JudgeAmount(AssetId asset, Money amount) =>
        KnownAssets.Find(asset) is not { } known ? Status.UnknownAsset
        : !amount.IsPositive ? Status.AmountNotPositive
        : amount > Money.MaxAmount ? Status.AmountTooLarge
        : !known.IsWholeDisplayUnit(amount) ? Status.AmountNotWholeUnit
        : Status.Accepted;

    /// <summary>Whether two accounts, opened or not, have room for a movement between them.</summary>
    public bool HasRoom(int debit, int credit, long amount) =>
        (debit == 0 || Accounts[debit].HasRoomToDebit(amount)) && (credit == 0 || Accounts[credit].HasRoomToCredit(amount));

    private BlockDraft EndPart(BlockDraft inner)
    {
        InvariantBrokenException.Check(Draft == inner && inner.Outer is not null, "I6", "parts of a block end innermost first");
        Use(inner.Outer);
        return inner.Outer!;
    }

    private void Use(BlockDraft? draft)
    {
        Draft = draft;
        Items.Draft = draft;
        Accounts.Draft = draft;
    }
}
