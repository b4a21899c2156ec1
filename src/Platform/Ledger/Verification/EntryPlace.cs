namespace Croupier.Platform.Ledger.Verification;

/// <summary>Where an entry's bytes begin in the chain, and whether it is a conflict, in 64 bits that sort by place.</summary>
internal readonly record struct EntryPlace(ulong Packed)
{
    // A block of 8,192 of the largest entries has less than 2^26 bytes, and 2^37 blocks are four years of a thousand a second.
    private const int OffsetBits = 26;

    public EntryPlace(long sequence, int at, bool isConflict)
        : this((Block(sequence) << (OffsetBits + 1)) | ((ulong)Offset(at) << 1) | (isConflict ? 1u : 0))
    {
    }

    public long Sequence => (long)(Packed >> (OffsetBits + 1));

    public int At => (int)((Packed >> 1) & ((1UL << OffsetBits) - 1));

    public bool IsConflict => (Packed & 1) != 0;

    private static ulong Block(long sequence) =>
        sequence >> (63 - OffsetBits) == 0 ? (ulong)sequence : throw new ArgumentOutOfRangeException(nameof(sequence), sequence, "a chain this long can't be verified");

    private static int Offset(int at) =>
        at >> OffsetBits == 0 ? at : throw new ArgumentOutOfRangeException(nameof(at), at, "a block this large can't be verified");
}
