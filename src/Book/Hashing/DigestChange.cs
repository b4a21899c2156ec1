using System.Runtime.InteropServices;
using Croupier.Book.Accounts;
using Croupier.Book.Blocks;
using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Hashing;

/// <summary>
/// Collects the canonical bytes of rows that leave the state digest and of those that enter it, and hashes them all at once. Reused from block to block.
/// </summary>
internal sealed class DigestChange
{
    private const int Chunk = 512;

    private readonly ByteWriter bytes = new(1 << 16);
    private readonly List<int> ends = [];
    private readonly List<bool> enters = [];
    private readonly Hash256[] hashes = new Hash256[Chunk];
    private readonly int[] chunkEnds = new int[Chunk];

    public void Leaves(in AccountState account, int number)
    {
        account.Write(bytes, number);
        End(false);
    }

    public void Enters(in AccountState account, int number)
    {
        account.Write(bytes, number);
        End(true);
    }

    /// <summary>Kind (1), number (8), then the item's own bytes. No kind is 0, which begins an account.</summary>
    public void Leaves(Item item, ReadOnlySpan<byte> value)
    {
        bytes.U8((byte)item.Kind);
        bytes.I64(item.Number);
        bytes.Raw(value);
        End(false);
    }

    public void Enters(Item item)
    {
        bytes.U8((byte)item.Kind);
        bytes.I64(item.Number);
        item.Write(bytes);
        End(true);
    }

    /// <summary>The digest after the change. Forgets what was collected.</summary>
    public Lanes Apply(Lanes digest)
    {
        var all = CollectionsMarshal.AsSpan(ends);
        var start = 0;
        for (var from = 0; from < all.Length; from += Chunk)
        {
            var count = Math.Min(Chunk, all.Length - from);
            for (var i = 0; i < count; i++)
            {
                chunkEnds[i] = all[from + i] - start;
            }

            ManyHashes.Compute(bytes.Written[start..], chunkEnds.AsSpan(0, count), hashes);
            for (var i = 0; i < count; i++)
            {
                if (enters[from + i])
                {
                    digest.Add(hashes[i]);
                }
                else
                {
                    digest.Subtract(hashes[i]);
                }
            }

            start = all[from + count - 1];
        }

        bytes.Clear();
        ends.Clear();
        enters.Clear();
        return digest;
    }

    private void End(bool enter)
    {
        ends.Add(bytes.Length);
        enters.Add(enter);
    }
}
