namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// A sum of keyed hashes over rows, the same whatever their order: two sets of rows are the same exactly when their sums and numbers are, but for one chance in 2^128. So
/// a table can be read in the order in which it lies on the disk, and nothing of it is kept.
/// </summary>
internal sealed class RowSum(SipHash hash)
{
    private UInt128 sum;

    public long Rows { get; private set; }

    public void Add(ReadOnlySpan<byte> row)
    {
        var (low, high) = hash.Of(row);
        sum = unchecked(sum + new UInt128(high, low));
        Rows++;
    }

    public bool Equals(RowSum other) => Rows == other.Rows && sum == other.sum;
}
