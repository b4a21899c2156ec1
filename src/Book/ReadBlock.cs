using Croupier.Book.Hashing;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>An entry of a block, what was asked in it, and where its bytes stand.</summary>
public readonly record struct ReadEntry(BlockEntry Entry, Hash256 RequestHash, int At, int Size)
{
    /// <summary>
    /// Whether this entry took its command's id. A conflict takes none: its id belongs to the entry it conflicts with. What is no version 7 UUID is refused for that
    /// every time and need not be remembered.
    /// </summary>
    public bool TakesId => Takes(Entry.Command.Id, Entry.Result.Status);

    /// <summary>As <see cref="TakesId"/>.</summary>
    public static bool Takes(CommandId id, Status status) => status != Status.Conflict && Uuid.IsV7(id.Value);
}

/// <summary>
/// A stored block, decoded and hashed: all of its replay that needs no state, so that it can be done on another thread while the block before it is replayed.
/// </summary>
public sealed record ReadBlock(BlockHeader Header, Hash256 Hash, Hash256 HeaderHash, ReadOnlyMemory<byte> Bytes, Hash256 EntriesHash, IReadOnlyList<ReadEntry> Entries, string? Malformed)
{
    /// <summary>Reads as many entries as can be read; <see cref="Malformed"/> says what is wrong with the next.</summary>
    public static ReadBlock Of(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> bytes)
    {
        var entries = new List<(BlockEntry Entry, int At, int Size)>(Math.Clamp(header.EntryCount, 0, 1 << 16));
        var requests = new RequestHashes();
        string? malformed = null;
        var reader = new ByteReader(bytes.Span);
        try
        {
            while (reader.Remaining > 0)
            {
                var at = bytes.Length - reader.Remaining;
                var entry = BlockEntry.Read(ref reader);
                entries.Add((entry, at, bytes.Length - reader.Remaining - at));
                requests.Add(entry.Command);
            }
        }
        catch (MalformedBytesException e)
        {
            malformed = $"entry {entries.Count} can't be read: {e.Message}";
        }

        requests.Finish();
        var read = new ReadEntry[entries.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = new ReadEntry(entries[i].Entry, requests[i], entries[i].At, entries[i].Size);
        }

        return new ReadBlock(header, hash, header.ComputeHash(), bytes, Hash256.Of(bytes.Span), read, malformed);
    }
}
