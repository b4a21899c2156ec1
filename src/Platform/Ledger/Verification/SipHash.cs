using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>
/// SipHash-2-4 (Aumasson, Bernstein 2012) with 128 bits out, under a key that is drawn for one verification: whoever altered the database could not know it, so could
/// not choose rows whose values cancel out. Two calls into a cryptographic library for each row would cost more than all else that is done with it.
/// </summary>
internal sealed class SipHash
{
    private readonly ulong key0;
    private readonly ulong key1;

    public SipHash()
        : this(RandomNumberGenerator.GetBytes(16))
    {
    }

    /// <summary>With a key of 16 bytes, for the known answers.</summary>
    public SipHash(ReadOnlySpan<byte> key) =>
        (key0, key1) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));

    public (ulong Low, ulong High) Of(ReadOnlySpan<byte> data)
    {
        var v = new State(key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d ^ 0xee, key0 ^ 0x6c7967656e657261, key1 ^ 0x7465646279746573);
        var rest = data;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            v.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        var last = (ulong)(data.Length & 0xff) << 56;
        for (var i = 0; i < rest.Length; i++)
        {
            last |= (ulong)rest[i] << (8 * i);
        }

        v.Absorb(last);
        return v.Finish();
    }

    private struct State(ulong a, ulong b, ulong c, ulong d)
    {
        public void Absorb(ulong word)
        {
            d ^= word;
            Round();
            Round();
            a ^= word;
        }

        public (ulong Low, ulong High) Finish()
        {
            c ^= 0xee;
            Four();
            var low = a ^ b ^ c ^ d;
            b ^= 0xdd;
            Four();
            return (low, a ^ b ^ c ^ d);
        }

        private void Four()
        {
            Round();
            Round();
            Round();
            Round();
        }

        private void Round()
        {
            unchecked
            {
                a += b;
                b = BitOperations.RotateLeft(b, 13) ^ a;
                a = BitOperations.RotateLeft(a, 32);
                c += d;
                d = BitOperations.RotateLeft(d, 16) ^ c;
                a += d;
                d = BitOperations.RotateLeft(d, 21) ^ a;
                c += b;
                b = BitOperations.RotateLeft(b, 17) ^ c;
                c = BitOperations.RotateLeft(c, 32);
            }
        }
    }
}
