using Croupier.Kernel;

namespace Croupier.Book.Blocks;

/// <summary>
/// Four sums mod 2^64 of SHA-256 values: the same whatever the order, and changed by one subtraction and one addition when one row changes. It detects
/// divergence between two states. It is no commitment against an adversary who may choose rows (sums of hashes can be forged); that is the hash chain's part.
/// </summary>
internal struct Lanes(Hash256 sum)
{
    private ulong a = sum.A;
    private ulong b = sum.B;
    private ulong c = sum.C;
    private ulong d = sum.D;

    public void Add(in Hash256 hash)
    {
        unchecked
        {
            a += hash.A;
            b += hash.B;
            c += hash.C;
            d += hash.D;
        }
    }

    public void Subtract(in Hash256 hash)
    {
        unchecked
        {
            a -= hash.A;
            b -= hash.B;
            c -= hash.C;
            d -= hash.D;
        }
    }

    public readonly Hash256 ToHash() => new(a, b, c, d);
}
