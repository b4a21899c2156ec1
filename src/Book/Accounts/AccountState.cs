using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Accounts;

/// <summary>
/// One account in RAM, 64 bytes: a line of the processor's cache. The four totals only grow, but for the pending ones when a hold ends. Mutated through
/// <see cref="AccountTable"/> alone, which keeps the undo list.
/// </summary>
internal struct AccountState
{
    public AccountRef Account;
    public long DebitsPosted;
    public long CreditsPosted;
    public long DebitsPending;
    public long CreditsPending;

    // Flags in the low 16 bits, the mark above them: 2^48 drafts are some thousand years of blocks.
    private long markAndFlags;

    /// <summary>The draft that has saved this account's earlier state. RAM only.</summary>
    public long Mark
    {
        readonly get => markAndFlags >> 16;
        set => markAndFlags = (value << 16) | (markAndFlags & 0xFFFF);
    }

    public AccountFlags Flags
    {
        readonly get => (AccountFlags)(markAndFlags & 0xFFFF);
        set => markAndFlags = (markAndFlags & ~0xFFFFL) | (long)value;
    }

    public readonly long Balance => CreditsPosted - DebitsPosted;

    /// <summary>What may be debited now: holds that debit this account are deducted, holds that credit it are not yet there.</summary>
    public readonly long Available => CreditsPosted - DebitsPosted - DebitsPending;

    /// <summary>What a credit is still missing to bring the account to zero: what is expected counts as there, what may yet be debited does not count.</summary>
    public readonly long Lacks => DebitsPosted - CreditsPosted - CreditsPending;

    public readonly bool IsEmpty => Balance == 0 && DebitsPending == 0 && CreditsPending == 0;

    public readonly bool Covers(long amount) => Account.MayBeNegative || amount <= Available;

    /// <summary>Whether the totals have room for another debit, so that posting a hold later can't overflow.</summary>
    public readonly bool HasRoomToDebit(long amount) => amount <= long.MaxValue - DebitsPosted - DebitsPending;

    public readonly bool HasRoomToCredit(long amount) => amount <= long.MaxValue - CreditsPosted - CreditsPending;

    public readonly AccountRow ToRow(int number) => new(number, Account, DebitsPosted, CreditsPosted, DebitsPending, CreditsPending, Flags);

    /// <summary>The canonical bytes that the state digest covers: 0 (1), number (8), owner (16), kind (2), asset (2), sub (4), the four totals (8 each), flags (2).</summary>
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
        writer.U16((ushort)Flags);
    }
}
