using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Croupier.Book.Hashing;

/// <summary>SHA-256's compression of eight messages at once, in vectors of 256 bits.</summary>
internal static class EightLanes
{
    public const int Count = 8;

    /// <summary>FIPS 180-4 §6.2.2, eight rounds a turn of the loop so that no variable moves. Additions of vectors wrap, as the standard wants.</summary>
    public static void Compress(Span<uint> state, ReadOnlySpan<uint> words)
    {
        Span<Vector256<uint>> w = stackalloc Vector256<uint>[16];
        for (var i = 0; i < 16; i++)
        {
            w[i] = Vector256.Create(words.Slice(i * Count, Count));
        }

        var (a, b, c, d) = (Load(state, 0), Load(state, 1), Load(state, 2), Load(state, 3));
        var (e, f, g, h) = (Load(state, 4), Load(state, 5), Load(state, 6), Load(state, 7));
        for (var t = 0; t < 64; t += 8)
        {
            Vector256<uint> t1;
            t1 = First(e, f, g, h, Word(w, t + 0));
            d += t1;
            h = t1 + Second(a, b, c);
            t1 = First(d, e, f, g, Word(w, t + 1));
            c += t1;
            g = t1 + Second(h, a, b);
            t1 = First(c, d, e, f, Word(w, t + 2));
            b += t1;
            f = t1 + Second(g, h, a);
            t1 = First(b, c, d, e, Word(w, t + 3));
            a += t1;
            e = t1 + Second(f, g, h);
            t1 = First(a, b, c, d, Word(w, t + 4));
            h += t1;
            d = t1 + Second(e, f, g);
            t1 = First(h, a, b, c, Word(w, t + 5));
            g += t1;
            c = t1 + Second(d, e, f);
            t1 = First(g, h, a, b, Word(w, t + 6));
            f += t1;
            b = t1 + Second(c, d, e);
            t1 = First(f, g, h, a, Word(w, t + 7));
            e += t1;
            a = t1 + Second(b, c, d);
        }

        Add(state, 0, a);
        Add(state, 1, b);
        Add(state, 2, c);
        Add(state, 3, d);
        Add(state, 4, e);
        Add(state, 5, f);
        Add(state, 6, g);
        Add(state, 7, h);
    }

    private static Vector256<uint> Load(ReadOnlySpan<uint> state, int word) => Vector256.Create(state.Slice(word * Count, Count));

    private static void Add(Span<uint> state, int word, Vector256<uint> value) => (Load(state, word) + value).CopyTo(state.Slice(word * Count, Count));

    /// <summary>The constant and the message schedule's word of round <paramref name="t"/> (§6.2.2, step 1), which takes the place of the one sixteen rounds before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Word(Span<Vector256<uint>> w, int t)
    {
        if (t >= 16)
        {
            var w15 = w[(t - 15) & 15];
            var w2 = w[(t - 2) & 15];
            var small0 = Xor(Rotate(w15, 7), Rotate(w15, 18), w15 >>> 3);
            var small1 = Xor(Rotate(w2, 17), Rotate(w2, 19), w2 >>> 10);
            w[t & 15] += small0 + w[(t - 7) & 15] + small1;
        }

        return Vector256.Create(HashConstants.K[t]) + w[t & 15];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> First(Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, Vector256<uint> h, Vector256<uint> word) =>
        h + Xor(Rotate(e, 6), Rotate(e, 11), Rotate(e, 25)) + ((e & f) ^ Vector256.AndNot(g, e)) + word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Second(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c) =>
        Xor(Rotate(a, 2), Rotate(a, 13), Rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Xor(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c) => a ^ b ^ c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> value, int by) => (value >>> by) | (value << (32 - by));
}
