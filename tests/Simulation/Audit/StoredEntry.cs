using System.Buffers.Binary;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Tests.Simulation.Audit;

/// <summary>An entry of a committed block, cut out of its bytes by docs/block-layout.md §2, without the code that wrote it.</summary>
internal sealed record StoredEntry(Caller Caller, ReadOnlyMemory<byte> Command, ReadOnlyMemory<byte> ResultBytes, CommandResult Result)
{
    /// <summary>Role (1), instance (4), command length (4), command, result.</summary>
    public static List<StoredEntry> ReadAll(ReadOnlyMemory<byte> bytes)
    {
        var entries = new List<StoredEntry>();
        for (var at = 0; at < bytes.Length;)
        {
            var span = bytes.Span[at..];
            var caller = new Caller((Role)span[0], BinaryPrimitives.ReadUInt32BigEndian(span[1..]));
            var length = BinaryPrimitives.ReadInt32BigEndian(span[5..]);
            var reader = new ByteReader(span[(9 + length)..]);
            var before = reader.Remaining;
            var result = CommandResult.Read(ref reader);
            var resultLength = before - reader.Remaining;
            entries.Add(new StoredEntry(caller, bytes.Slice(at + 9, length), bytes.Slice(at + 9 + length, resultLength), result));
            at += 9 + length + resultLength;
        }

        return entries;
    }
}
