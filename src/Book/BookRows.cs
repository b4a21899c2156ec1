using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>
/// An account's four totals in ledger units. Balance = credits − debits. <see cref="Number"/> is dense in the partition (1, 2, …), in order of
/// opening, so that keys on the commit path are monotonic.
/// </summary>
public readonly record struct AccountRow(
    long Number, AccountRef Account, long DebitsPosted, long CreditsPosted, long DebitsPending, long CreditsPending, AccountFlags Flags);

/// <summary>One movement of a block. <see cref="Number"/> is dense in the partition (1, 2, …); <see cref="Entry"/> is the entry's index in its block.</summary>
public readonly record struct TransferRow(
    long Number, long Block, int Entry, TransferReason Reason, long DebitAccount, long CreditAccount, long Amount);

/// <summary>
/// A change of what is pending on two accounts, by a hold that was placed (positive) or ended (negative). It is no transfer and has no number of its own: it happened
/// after transfer <see cref="AfterTransfer"/> and before the next.
/// </summary>
public readonly record struct PendingRow(long AfterTransfer, long Block, int Entry, long DebitAccount, long CreditAccount, long Amount);

/// <summary>The kinds of partition state that are no account. Numbers are persisted and never change.</summary>
public enum ItemKind : byte
{
    Player = 1,
    Limit = 2,
    Game = 3,
    Chain = 4,
    Hold = 5,
    Deposit = 6,
    Withdrawal = 7,

    /// <summary>Item number 1: the partition's clock and the sum of its command ids.</summary>
    Partition = 8,

    /// <summary>What a player has staked, deposited and played of late, of one asset: the part that each bet changes.</summary>
    Turnover = 9,

    /// <summary>The rest of it, that changes once an hour.</summary>
    TurnoverHistory = 10,
    Profile = 11,
    Cycle = 12,

    /// <summary>A player's zone and the calendar windows that are open.</summary>
    Windows = 13,

    /// <summary>Money on its way to another partition.</summary>
    Crossing = 14,

    /// <summary>A player's round with choices of one game: the open one, or the last.</summary>
    Round = 15,
}

/// <summary>One item of state in its fixed layout (docs/block-layout.md). <see cref="Number"/> is dense in the partition (1, 2, …).</summary>
public readonly record struct ItemRow(long Number, ItemKind Kind, byte[] Value);
