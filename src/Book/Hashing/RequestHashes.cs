using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Hashing;

/// <summary>The request hashes of many commands at once: one by one they would be the dearest step of deciding. Reused from batch to batch.</summary>
internal sealed class RequestHashes
{
    private const int Chunk = 512;

    private readonly ByteWriter bytes = new(1 << 16);
    private readonly int[] ends = new int[Chunk];
    private Hash256[] hashes = new Hash256[Chunk];
    private int pending;

    public int Count { get; private set; }

    public Hash256 this[int index] => hashes[index];

    public void Clear() => (Count, pending) = (0, 0);

    /// <summary>Adds a command's request. Its hash is there after <see cref="Finish"/>.</summary>
    public void Add(Command command)
    {
        command.WriteRequestBytes(bytes);
        ends[pending++] = bytes.Length;
        if (pending == Chunk)
        {
            Finish();
        }
    }

    public void Finish()
    {
        if (Count + pending > hashes.Length)
        {
            Array.Resize(ref hashes, Math.Max(Count + pending, hashes.Length * 2));
        }

        ManyHashes.Compute(bytes.Written, ends.AsSpan(0, pending), hashes.AsSpan(Count, pending));
        Count += pending;
        pending = 0;
        bytes.Clear();
    }

    public Hash256[] ToArray() => hashes[..Count];
}
