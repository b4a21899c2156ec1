using Croupier.Kernel.Commands;

namespace Croupier.Kernel.Ports;

/// <summary>A place in a partition's chain: after a block, or after the last block whose clock is not later than a moment; neither is the newest that history has.</summary>
public readonly record struct HistoryPoint(long? Block, long? UnixMs)
{
    public static readonly HistoryPoint Newest = new(null, null);

    public static readonly HistoryPoint Genesis = AfterBlock(0);

    public static HistoryPoint AfterBlock(long sequence) => new(sequence, null);

    public static HistoryPoint AtTime(long unixMs) => new(null, unixMs);
}

/// <summary>
/// An account after block <see cref="BlockSequence"/>, whose clock was <see cref="UnixMs"/>. Posted is credits − debits in ledger units; what holds debit and credit
/// is beside it, each zero or more.
/// </summary>
public sealed record HistoricBalance(
    AccountRef Account, long BlockSequence, long UnixMs, Money Posted, Money DebitsPending, Money CreditsPending)
{
    /// <summary>What could be debited: holds that credit the account are not yet there.</summary>
    public Money Available => Posted - DebitsPending;
}

/// <summary>What a line of a statement did. Numbers are persisted in history's pages and never change.</summary>
public enum StatementLineKind : byte
{
    /// <summary>Moved posted money.</summary>
    Posted = 0,

    /// <summary>Reserved money: pending on both accounts.</summary>
    HoldPlaced = 1,

    /// <summary>Ended a reservation, all of it. What of it was posted is a line of its own that follows.</summary>
    HoldEnded = 2,
}

/// <summary>
/// One movement of an account. <see cref="Amount"/> is signed: what the account received is positive. <see cref="Transfer"/> is the transfer's number, 0 for holds.
/// The balances are those right after this line. The entry is what <see cref="Command"/> of <see cref="Player"/> led to: for a hold that ended with its time, a tick.
/// </summary>
public sealed record StatementLine(
    long BlockSequence,
    int EntryIndex,
    long UnixMs,
    StatementLineKind Kind,
    TransferReason Reason,
    long Transfer,
    AccountRef Counter,
    Money Amount,
    Money PostedAfter,
    Money AvailableAfter,
    CommandId Command,
    PlayerId Player);

/// <summary>
/// A part of an account's statement. Opening and closing are those of the whole period, whichever part this is: opening + all amounts of its posted lines = closing.
/// <see cref="Next"/> continues it, and is null at the end; it stays good while new blocks come, and names the same period.
/// </summary>
public sealed record Statement(HistoricBalance Opening, HistoricBalance Closing, IReadOnlyList<StatementLine> Lines, string? Next);

/// <summary>An entry of a block, as it was decided.</summary>
public sealed record HistoryEntry(int Partition, long BlockSequence, int EntryIndex, long UnixMs, Caller Caller, Command Command, CommandResult Result);

/// <summary>A part of a search, in the order of the chain or against it. <see cref="Next"/> continues it; null at the end.</summary>
public sealed record HistoryEntries(IReadOnlyList<HistoryEntry> Entries, string? Next);

/// <summary>Which account, from where (exclusive) to where (inclusive), and in which order.</summary>
public sealed record StatementQuery(AccountRef Account, HistoryPoint From, HistoryPoint To, bool NewestFirst = false);

/// <summary>
/// Entries of a partition between two places, of one player when that is given. A player's are those that moved their accounts; without a player, all, refusals
/// included.
/// </summary>
public sealed record EntryQuery(int Partition, PlayerId? Player, HistoryPoint From, HistoryPoint To, bool NewestFirst = false);

/// <summary>
/// What was, at any block and time: balances, statements, search. Built behind the commits from committed blocks, so that it can be dropped and built anew; it is
/// a function of the chain, and <c>verify ledger</c> compares it. The partition is the account's owner's.
/// </summary>
public interface ILedgerHistory
{
    /// <summary>The most lines or entries of one answer.</summary>
    public const int MaxLimit = 500;

    /// <summary>The block that history has reached.</summary>
    Task<long> HeadAsync(int partition, CancellationToken cancellation);

    /// <summary>
    /// Returns once history has reached <paramref name="sequence"/>; false when it has not within <paramref name="patience"/> (at most 10 s are waited).
    /// </summary>
    Task<bool> ReachedAsync(int partition, long sequence, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Null when the point is beyond what history has. An account that was never opened has a balance of nothing.</summary>
    Task<HistoricBalance?> BalanceAsync(AccountRef account, HistoryPoint at, CancellationToken cancellation);

    /// <summary>Every account of an owner: a player, or the operator of a partition.</summary>
    Task<IReadOnlyList<AccountRef>> AccountsAsync(PlayerId owner, CancellationToken cancellation);

    /// <summary>
    /// At most <paramref name="limit"/> (1–<see cref="MaxLimit"/>) lines. Null when a point is beyond what history has, or the cursor is none of this query's.
    /// </summary>
    Task<Statement?> StatementAsync(StatementQuery query, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>As <see cref="StatementAsync"/>. An answer may have fewer entries than the limit, or none, and yet a <see cref="HistoryEntries.Next"/>: what one call reads is bounded.</summary>
    Task<HistoryEntries?> EntriesAsync(EntryQuery query, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>The entry that took this id: a round, a transfer, a hold, a payment. Null when none has.</summary>
    Task<HistoryEntry?> FindCommandAsync(PlayerId player, CommandId id, CancellationToken cancellation);

    /// <summary>Confirmed deposits and settled withdrawals that carry a payment provider's reference, at most <see cref="MaxLimit"/>, oldest first.</summary>
    Task<IReadOnlyList<HistoryEntry>> FindReferenceAsync(int partition, string reference, CancellationToken cancellation);
}
