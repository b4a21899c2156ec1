using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Accounts;

/// <summary>
/// One account in RAM, 64 bytes. The four totals only grow, but for the pending ones when a hold ends. Mutated through <see cref="AccountTable"/> alone, which keeps
/// the undo list.
/// </summary>
internal struct AccountState
{
    public AccountRef Account;
    public long DebitsPosted;
    public long CreditsPosted;
    public long DebitsPending;
    public long CreditsPending;

    /// <summary>The draft that has saved this account's earlier state. RAM only.</summary>
    public long Mark;

    public readonly long Balance => CreditsPosted - DebitsPosted;

    /// <summary>What may be debited now: holds that debit this account are deducted, holds that credit it are not yet there.</summary>
    public readonly long Available => CreditsPosted - DebitsPosted - DebitsPending;

    public readonly bool Covers(long amount) => Account.MayBeNegative || amount <= Available;

    /// <summary>Whether the totals have room for another debit, so that posting a hold later can't overflow.</summary>
    public readonly bool HasRoomToDebit(long amount) => amount <= long.MaxValue - DebitsPosted - DebitsPending;

    public readonly bool HasRoomToCredit(long amount) => amount <= long.MaxValue - CreditsPosted - CreditsPending;

    public readonly AccountRow ToRow(int number) => new(number, Account, DebitsPosted, CreditsPosted, DebitsPending, CreditsPending);

    /// <summary>The canonical bytes that the state digest covers: 0 (1), number (8), owner (16), kind (2), asset (2), sub (4), the four totals (8 each).</summary>
    public readonly void Write(ByteWriter writer, int number)
    {
        writer.U8(0);
        writer.I64(number);
        writer.Id(Account.Owner.Value);
        writer.U16((ushort)Account.Kind);
        writer.U16(Account.Asset.Code);
        writer.U32(Account.Sub);
        writer.I64(DebitsPosted);
        writer.I64(CreditsPosted);
        writer.I64(DebitsPending);
        writer.I64(CreditsPending);
    }
}
