using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// What some blocks that follow each other did, grouped by account: an account that moved a hundred times in them costs one row and one entry in an index. Used again
/// and again, so that the follower allocates little.
/// </summary>
internal sealed class HistoryBatch
{
    /// <summary>Bounds of a batch: its arrays stay below some ten megabytes.</summary>
    private const int MaxMovements = 1 << 16;

    private const int MaxBlocks = 512;

    private const int SideBits = 1;
    private const int IndexBits = 24;

    private readonly List<Movement> movements = [];
    private readonly List<int> offsets = [];
    private readonly List<ReferencePlace> references = [];
    private readonly List<long> clocks = [];
    private readonly Dictionary<long, AccountTotals> closings = [];
    private readonly List<long> touched = [];
    private readonly PageCopy pages = new();
    private long[] keys = [];
    private int keyCount;

    /// <summary>The last block of the batch; null while it is empty.</summary>
    public StoredBlock? Last { get; private set; }

    public long FirstSequence => Last!.Header.Sequence - clocks.Count + 1;

    /// <summary>Whether the totals after the batch are known, so that what was before needs no look-up.</summary>
    public bool KnowsClosings { get; private set; }

    public bool OpensAccounts { get; private set; }

    public bool IsFull => movements.Count >= MaxMovements || clocks.Count >= MaxBlocks;

    public IReadOnlyList<long> Clocks => clocks;

    public IReadOnlyList<ReferencePlace> References => references;

    /// <summary>The accounts that the batch moved, ascending. After <see cref="Group"/>.</summary>
    public IReadOnlyList<long> Touched => touched;

    public int Movements => movements.Count;

    public PageCopy Pages => pages;

    public void Clear()
    {
        movements.Clear();
        references.Clear();
        clocks.Clear();
        closings.Clear();
        touched.Clear();
        Last = null;
        OpensAccounts = false;
    }

    /// <summary>Adds the next block. <paramref name="knowsClosings"/>: the rows hold the totals of every account that it touched; the same for all of a batch.</summary>
    public void Add(StoredBlock block, BlockRows rows, bool knowsClosings)
    {
        InvariantBrokenException.Check(
            Last is null || (block.Header.Sequence == Last.Header.Sequence + 1 && knowsClosings == KnowsClosings), "I6", $"block {block.Header.Sequence} does not continue a batch of history");
        KnowsClosings = knowsClosings;
        EntryScan.Run(block.Header, block.Entries.Span, offsets, references);
        AddMovements(rows);
        foreach (var row in rows.NewAccounts)
        {
            closings[row.Number] = TotalsOf(row);
            OpensAccounts = true;
        }

        foreach (var row in rows.ChangedAccounts)
        {
            closings[row.Number] = TotalsOf(row);
        }

        clocks.Add(block.Header.ClockUnixMs);
        Last = block;
    }

    /// <summary>Sorts what moved by account, each account's in its order.</summary>
    public void Group()
    {
        keyCount = movements.Count * 2;
        if (keys.Length < keyCount)
        {
            keys = new long[Math.Max(keyCount, keys.Length * 2)];
        }

        for (var i = 0; i < movements.Count; i++)
        {
            keys[i * 2] = Key(movements[i].Debit, i, 0);
            keys[(i * 2) + 1] = Key(movements[i].Credit, i, 1);
        }

        Array.Sort(keys, 0, keyCount);
        touched.Clear();
        for (var i = 0; i < keyCount; i++)
        {
            if (i == 0 || AccountOf(keys[i]) != AccountOf(keys[i - 1]))
            {
                touched.Add(AccountOf(keys[i]));
            }
        }
    }

    /// <summary>
    /// Lays out the pages. <paramref name="openings"/> are the totals before the batch, of accounts that have any history; not asked where the closings are known.
    /// </summary>
    public void Pack(int partition, IReadOnlyDictionary<long, AccountTotals> openings)
    {
        pages.Begin(partition);
        for (var from = 0; from < keyCount;)
        {
            var account = AccountOf(keys[from]);
            var to = from + 1;
            while (to < keyCount && AccountOf(keys[to]) == account)
            {
                to++;
            }

            PackAccount(account, from, to, KnowsClosings ? OpeningOf(account, from, to) : openings.GetValueOrDefault(account));
            from = to;
        }

        pages.End();
    }

    // A shift is not checked: an account's number has what is left of 63 bits.
    private static long Key(long account, int index, int side)
    {
        InvariantBrokenException.Check(account is > 0 and <= long.MaxValue >> (IndexBits + SideBits), "I6", $"no account has number {account}");
        return (account << (IndexBits + SideBits)) | ((long)index << SideBits) | (uint)side;
    }


    private static long AccountOf(long key) => key >> (IndexBits + SideBits);

    private static AccountTotals TotalsOf(in AccountRow row) => new(row.CreditsPosted - row.DebitsPosted, row.DebitsPending, row.CreditsPending);

    private void AddMovements(BlockRows rows)
    {
        InvariantBrokenException.Check(
            movements.Count + rows.Transfers.Count + rows.Pendings.Count < 1 << IndexBits, "I6", "a batch of history has more movements than it can number");
        var pending = 0;
        for (var i = 0; i <= rows.Transfers.Count; i++)
        {
            for (; pending < rows.Pendings.Count && (i == rows.Transfers.Count || rows.Pendings[pending].AfterTransfer < rows.Transfers[i].Number); pending++)
            {
                var hold = rows.Pendings[pending];
                var kind = hold.Amount > 0 ? StatementLineKind.HoldPlaced : StatementLineKind.HoldEnded;
                movements.Add(new(hold.Block, hold.Entry, offsets[hold.Entry], kind, (ushort)TransferReason.Hold, 0, hold.DebitAccount, hold.CreditAccount, Math.Abs(hold.Amount)));
            }

            if (i < rows.Transfers.Count)
            {
                var row = rows.Transfers[i];
                movements.Add(new(
                    row.Block, row.Entry, offsets[row.Entry], StatementLineKind.Posted, (ushort)row.Reason, row.Number, row.DebitAccount, row.CreditAccount, row.Amount));
            }
        }
    }

    private AccountTotals OpeningOf(long account, int from, int to)
    {
        if (!closings.TryGetValue(account, out var totals))
        {
            throw new InvariantBrokenException("I6", $"a block moved account {account} and has no row of it");
        }

        for (var i = to - 1; i >= from; i--)
        {
            totals = totals.Before(LineAt(keys[i]));
        }

        return totals;
    }

    private void PackAccount(long account, int from, int to, AccountTotals opening)
    {
        while (from < to)
        {
            // A page ends where an entry ends, so that no two pages of an account begin at the same place.
            var end = Math.Min(to, from + PageLines.Full);
            while (end < to && LineAt(keys[end]).Place == LineAt(keys[end - 1]).Place)
            {
                end++;
            }

            pages.BeginPage(account, LineAt(keys[from]).Place, opening, end - from);
            for (; from < end; from++)
            {
                var line = LineAt(keys[from]);
                pages.Add(line);
                opening = opening.After(line);
            }

            pages.EndPage();
        }
    }

    private HistoryLine LineAt(long key)
    {
        var movement = movements[(int)((key >> SideBits) & ((1 << IndexBits) - 1))];
        var credited = (key & 1) != 0;
        return new HistoryLine(
            movement.Block,
            movement.Entry,
            movement.At,
            movement.Kind,
            movement.Reason,
            movement.Transfer,
            credited ? movement.Debit : movement.Credit,
            credited ? movement.Amount : -movement.Amount);
    }

    private readonly record struct Movement(
        long Block, int Entry, int At, StatementLineKind Kind, ushort Reason, long Transfer, long Debit, long Credit, long Amount);
}
