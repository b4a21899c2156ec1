using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Croupier.Kernel;

namespace Croupier.Book.Hashing;

/// <summary>
/// SHA-256 (FIPS 180-4) of many short messages at once, one in each lane of the widest vectors that the processor has: sixteen or eight. The platform's
/// library takes one message a call, and a block has thousands of short ones. Messages of a lane may differ in length. Where no such vectors are accelerated that
/// library is used: the results are the same by definition, and by test.
/// </summary>
internal static class ManyHashes
{
    public const int MostLanes = SixteenLanes.Count;

    private const int BlockBytes = 64;

    private static readonly uint[] Initial =
        [0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u];

    /// <summary>Hashes messages that stand one after the other in <paramref name="bytes"/>, each ending where <paramref name="ends"/> says.</summary>
    public static void Compute(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, Span<Hash256> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hashes.Length, ends.Length);
        var at = 0;
        if (Avx512F.IsSupported)
        {
            at = Run(SixteenLanes.Count, bytes, ends, hashes, at);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            at = Run(EightLanes.Count, bytes, ends, hashes, at);
        }

        for (; at < ends.Length; at++)
        {
            hashes[at] = Hash256.Of(bytes[(at == 0 ? 0 : ends[at - 1])..ends[at]]);
        }
    }

    /// <summary>Hashes full groups of <paramref name="lanes"/> messages from <paramref name="at"/> on, and says where it stopped.</summary>
    internal static int Run(int lanes, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, Span<Hash256> hashes, int at)
    {
        for (; at + lanes <= ends.Length; at += lanes)
        {
            RunGroup(bytes, at == 0 ? 0 : ends[at - 1], ends.Slice(at, lanes), hashes.Slice(at, lanes));
        }

        return at;
    }

    private static void RunGroup(ReadOnlySpan<byte> bytes, int start, ReadOnlySpan<int> ends, Span<Hash256> hashes)
    {
        var lanes = ends.Length;
        Span<uint> words = stackalloc uint[16 * MostLanes];
        Span<uint> state = stackalloc uint[8 * MostLanes];
        Span<byte> padded = stackalloc byte[BlockBytes];
        for (var i = 0; i < 8; i++)
        {
            state.Slice(i * lanes, lanes).Fill(Initial[i]);
        }

        var most = 0;
        for (var lane = 0; lane < lanes; lane++)
        {
            most = Math.Max(most, BlocksOf(ends[lane] - (lane == 0 ? start : ends[lane - 1])));
        }

        for (var number = 0; number < most; number++)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                var message = bytes[(lane == 0 ? start : ends[lane - 1])..ends[lane]];
                Scatter(BlockOf(message, number, padded), words[lane..], lanes);
            }

            if (lanes == SixteenLanes.Count)
            {
                SixteenLanes.Compress(state, words);
            }
            else
            {
                EightLanes.Compress(state, words);
            }

            for (var lane = 0; lane < lanes; lane++)
            {
                if (number + 1 == BlocksOf(ends[lane] - (lane == 0 ? start : ends[lane - 1])))
                {
                    hashes[lane] = Take(state[lane..], lanes);
                }
            }
        }
    }

    private static int BlocksOf(int length) => (length + 9 + BlockBytes - 1) / BlockBytes;

    /// <summary>
    /// A block of the padded message: the message's own bytes where they fill it; else a one bit after the last byte, zeros, and the length in bits in the last
    /// block (FIPS 180-4 §5.1.1).
    /// </summary>
    private static ReadOnlySpan<byte> BlockOf(ReadOnlySpan<byte> message, int number, Span<byte> padded)
    {
        var from = Math.Min(number * BlockBytes, message.Length);
        var rest = message[from..];
        if (rest.Length >= BlockBytes)
        {
            return rest[..BlockBytes];
        }

        padded.Clear();
        rest.CopyTo(padded);
        if (number * BlockBytes <= message.Length)
        {
            padded[rest.Length] = 0x80;
        }

        if (number + 1 == BlocksOf(message.Length))
        {
            BinaryPrimitives.WriteInt64BigEndian(padded[56..], message.Length * 8L);
        }

        return padded;
    }

    /// <summary>Puts the sixteen words of a lane's block where its lane reads them.</summary>
    private static void Scatter(ReadOnlySpan<byte> block, Span<uint> words, int lanes)
    {
        var source = MemoryMarshal.Cast<byte, uint>(block);
        ref var to = ref MemoryMarshal.GetReference(words);
        for (var word = 0; word < 16; word++)
        {
            Unsafe.Add(ref to, word * lanes) = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(source[word]) : source[word];
        }
    }

    private static Hash256 Take(ReadOnlySpan<uint> state, int lanes) =>
        new(Pair(state, 0, lanes), Pair(state, 2, lanes), Pair(state, 4, lanes), Pair(state, 6, lanes));

    private static ulong Pair(ReadOnlySpan<uint> state, int at, int lanes) => ((ulong)state[at * lanes] << 32) | state[(at + 1) * lanes];
}
