using System.Buffers.Binary;
using System.Security.Cryptography;
using Croupier.Book;

namespace Croupier.Tests.Simulation.Audit;

/// <summary>The state digest over stored rows as docs/block-layout.md §5 says it, written from the document alone: four lanes of 64 bits, each a sum mod 2^64.</summary>
internal static class DigestOfRows
{
    public static Hash256 Of(IEnumerable<AccountRow> accounts, IEnumerable<ItemRow> items)
    {
        Span<ulong> lanes = stackalloc ulong[4];
        Span<byte> account = stackalloc byte[67];
        foreach (var row in accounts)
        {
            account[0] = 0;
            BinaryPrimitives.WriteInt64BigEndian(account[1..], row.Number);
            row.Account.Owner.Value.TryWriteBytes(account[9..], bigEndian: true, out _);
            BinaryPrimitives.WriteUInt16BigEndian(account[25..], (ushort)row.Account.Kind);
            BinaryPrimitives.WriteUInt16BigEndian(account[27..], row.Account.Asset.Code);
            BinaryPrimitives.WriteUInt32BigEndian(account[29..], row.Account.Sub);
            BinaryPrimitives.WriteInt64BigEndian(account[33..], row.DebitsPosted);
            BinaryPrimitives.WriteInt64BigEndian(account[41..], row.CreditsPosted);
            BinaryPrimitives.WriteInt64BigEndian(account[49..], row.DebitsPending);
            BinaryPrimitives.WriteInt64BigEndian(account[57..], row.CreditsPending);
            BinaryPrimitives.WriteUInt16BigEndian(account[65..], (ushort)row.Flags);
            Add(lanes, account);
        }

        foreach (var row in items)
        {
            var bytes = new byte[9 + row.Value.Length];
            bytes[0] = (byte)row.Kind;
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), row.Number);
            row.Value.CopyTo(bytes.AsSpan(9));
            Add(lanes, bytes);
        }

        return new Hash256(lanes[0], lanes[1], lanes[2], lanes[3]);
    }

    private static void Add(Span<ulong> lanes, ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        for (var i = 0; i < 4; i++)
        {
            lanes[i] = unchecked(lanes[i] + BinaryPrimitives.ReadUInt64BigEndian(hash[(8 * i)..]));
        }
    }
}
