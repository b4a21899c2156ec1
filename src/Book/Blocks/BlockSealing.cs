using Croupier.Book.Accounts;
using Croupier.Book.Hashing;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Blocks;

/// <summary>A draft that takes no more commands: its rows, and the digest of the state after it. Only position, epoch and the hash before it are missing.</summary>
internal sealed record ClosedDraft(
    BlockDraft Draft,
    long ClockUnixMs,
    long LastTransfer,
    Hash256 EntriesHash,
    Hash256 StateDigest,
    AccountRow[] NewAccounts,
    AccountRow[] ChangedAccounts,
    ItemRow[] NewItems,
    ItemRow[] ChangedItems);

/// <summary>
/// Ends a draft: 1 takes the earlier bytes of every touched row out of the digest and puts the present ones in, 2 checks once more that the block sums to zero and
/// leaves no player negative, 3 collects the rows, 4 hashes the entries.
/// </summary>
internal sealed class BlockSealing(PartitionState state)
{
    private readonly ByteWriter scratch = new();
    private readonly DigestChange change = new();

    public ClosedDraft Close(BlockDraft draft) => Close(draft, stored: null, withRows: true);

    /// <summary>
    /// Of a draft that replays <paramref name="stored"/>: entries that come out byte for byte as they are stored need not be hashed a second time, and rows need not be collected where
    /// nobody stores them.
    /// </summary>
    public ClosedDraft Close(BlockDraft draft, ReadBlock? stored, bool withRows)
    {
        InvariantBrokenException.Check(state.Draft == draft, "I5", "a block would be sealed that is not open");
        var sums = new AssetSums();

        // 1, 2, 3
        var changedAccounts = CloseChangedAccounts(draft, sums, withRows);
        var newAccounts = CloseNewAccounts(draft, sums);
        sums.CheckZero();
        var changedItems = CloseChangedItems(draft, withRows);
        var newItems = CloseNewItems(draft);
        state.Digest = change.Apply(state.Digest);

        // 4
        draft.Entries.Seal();
        var entries = draft.Entries.Bytes.Span;
        var entriesHash = stored is not null && entries.SequenceEqual(stored.Bytes.Span) ? stored.EntriesHash : Hash256.Of(entries);
        state.End();
        return new ClosedDraft(
            draft, state.ClockUnixMs, state.Accounts.LastTransfer, entriesHash, state.Digest.ToHash(), newAccounts, changedAccounts, newItems, changedItems);
    }

    public static SealedBlock Seal(ClosedDraft closed, BlockHeader previous, Hash256 previousHash, long epoch, LogPosition position)
    {
        InvariantBrokenException.Check(closed.Draft.Sequence == previous.Sequence + 1, "I6", "a block does not follow its predecessor");
        InvariantBrokenException.Check(epoch >= previous.Epoch && position >= previous.Position, "I5", "a block's epoch or position would go back");
        var header = new BlockHeader(
            previous.Partition,
            closed.Draft.Sequence,
            epoch,
            position,
            closed.ClockUnixMs,
            closed.Draft.EntryCount,
            closed.LastTransfer,
            closed.EntriesHash,
            closed.StateDigest,
            previousHash);
        return new SealedBlock(
            header,
            header.ComputeHash(),
            closed.Draft.Entries.Bytes,
            closed.Draft.Transfers,
            closed.Draft.Pendings,
            closed.NewAccounts,
            closed.ChangedAccounts,
            closed.NewItems,
            closed.ChangedItems,
            closed.Draft.Results);
    }

    private AccountRow[] CloseChangedAccounts(BlockDraft draft, AssetSums sums, bool withRows)
    {
        var rows = withRows ? new AccountRow[draft.SavedAccounts.Count] : [];
        for (var i = 0; i < draft.SavedAccounts.Count; i++)
        {
            var (number, before) = draft.SavedAccounts[i];
            ref readonly var now = ref state.Accounts[number];
            change.Leaves(before, number);
            change.Enters(now, number);
            CheckGrowth(before, now);
            sums.Add(now.Account.Asset, now.CreditsPosted - before.CreditsPosted, now.DebitsPosted - before.DebitsPosted);
            if (withRows)
            {
                rows[i] = now.ToRow(number);
            }
        }

        // In the order of the tables: neighbours are updated together.
        Array.Sort(rows, static (left, right) => left.Number.CompareTo(right.Number));
        return rows;
    }

    private AccountRow[] CloseNewAccounts(BlockDraft draft, AssetSums sums)
    {
        var rows = new AccountRow[state.Accounts.Count - draft.AccountsBefore];
        for (var i = 0; i < rows.Length; i++)
        {
            var number = draft.AccountsBefore + i + 1;
            ref readonly var now = ref state.Accounts[number];
            change.Enters(now, number);
            CheckGrowth(default, now);
            sums.Add(now.Account.Asset, now.CreditsPosted, now.DebitsPosted);
            rows[i] = now.ToRow(number);
        }

        return rows;
    }

    private ItemRow[] CloseChangedItems(BlockDraft draft, bool withRows)
    {
        var rows = withRows ? new ItemRow[draft.SavedItems.Count] : [];
        for (var i = 0; i < draft.SavedItems.Count; i++)
        {
            var (item, _, offset, length) = draft.SavedItems[i];
            change.Leaves(item, draft.Saved(offset, length));
            change.Enters(item);
            if (withRows)
            {
                rows[i] = item.ToRow(scratch);
            }
        }

        Array.Sort(rows, static (left, right) => left.Number.CompareTo(right.Number));
        return rows;
    }

    private ItemRow[] CloseNewItems(BlockDraft draft)
    {
        var rows = new ItemRow[state.Items.Count - draft.ItemsBefore];
        for (var i = 0; i < rows.Length; i++)
        {
            var item = state.Items[draft.ItemsBefore + i + 1];
            change.Enters(item);
            rows[i] = item.ToRow(scratch);
        }

        return rows;
    }

    private static void CheckGrowth(in AccountState before, in AccountState now)
    {
        var grown = now.DebitsPosted >= before.DebitsPosted && now.CreditsPosted >= before.CreditsPosted;
        InvariantBrokenException.Check(grown && now.DebitsPending >= 0 && now.CreditsPending >= 0, "I1", "a total went back");
        InvariantBrokenException.Check(now.Available >= 0 || now.Account.MayBeNegative, "I2", "a block leaves a player's account negative");
    }
}
