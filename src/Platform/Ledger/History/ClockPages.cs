using System.Buffers.Binary;
using Croupier.Kernel.Bytes;

namespace Croupier.Platform.Ledger.History;

/// <summary>The clocks of blocks, <see cref="Size"/> a row: one that is idle for a year still takes a hundred megabytes only. A clock never goes back.</summary>
internal static class ClockPages
{
    public const int Size = 256;

    public static long PageOf(long sequence) => (sequence - 1) / Size;

    public static long FirstOf(long page) => (page * Size) + 1;

    /// <summary>A row's beginning: the first clock (8 bytes), then the differences.</summary>
    public static byte[] Begin(ReadOnlySpan<long> clocks)
    {
        var first = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(first, clocks[0]);
        return [.. first, .. Continue(clocks[0], clocks[1..])];
    }

    /// <summary>What is added to a row whose last clock is <paramref name="before"/>.</summary>
    public static byte[] Continue(long before, ReadOnlySpan<long> clocks)
    {
        var bytes = new byte[clocks.Length * Varint.MostBytes];
        var at = 0;
        foreach (var clock in clocks)
        {
            at += Varint.Write(bytes.AsSpan(at), checked(clock - before));
            before = clock;
        }

        return bytes[..at];
    }

    public static List<long> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
        {
            throw new MalformedBytesException("a row of clocks has no first clock");
        }

        var clocks = new List<long>(Size) { BinaryPrimitives.ReadInt64BigEndian(bytes) };
        for (var at = 8; at < bytes.Length;)
        {
            clocks.Add(checked(clocks[^1] + Varint.Read(bytes, ref at)));
        }

        return clocks;
    }
}
