using System.Security.Cryptography;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// The archived blocks of a partition, for whoever needs them: the feed, a retry of an old id, verification. Before anything of a file is used its statement's signature
/// and the file's hash are checked, once for each process. What is wrong is thrown as <see cref="MalformedBytesException"/>, what is missing as an
/// <see cref="IOException"/>.
/// </summary>
internal sealed class BlockArchive(string root, int partition, IReadOnlyList<ECDsa> keys)
{
    private readonly ArchiveFolder folder = new(root, partition, keys);
    private readonly Lock gate = new();
    private readonly HashSet<string> proven = [];
    private List<ArchivedFile> known = [];

    /// <summary>What is archived now, in order.</summary>
    public IReadOnlyList<ArchivedFile> Files => Known(long.MaxValue);

    /// <summary>The last block that is archived; 0 for none.</summary>
    public long Last => Files is [.., var newest] ? newest.Last : 0;

    /// <summary>The first block that is archived; 0 for none.</summary>
    public long First => Files is [var oldest, ..] ? oldest.First : 0;

    public SignedCheckpoint? NewestCheckpoint(long after = 0) => folder.Checkpoints().FirstOrDefault(checkpoint => checkpoint.Sequence >= after);

    public PartitionSnapshot Read(SignedCheckpoint checkpoint)
    {
        var snapshot = StateFile.Read(folder.ExpectHash(checkpoint, StateFile.Extension, checkpoint.Sha256));
        return snapshot.Head.Sequence == checkpoint.Sequence && snapshot.HeadHash.ToString() == checkpoint.Hash && snapshot.Head.StateDigest.ToString() == checkpoint.StateDigest
            ? snapshot
            : throw new MalformedBytesException($"{checkpoint.Name} holds the state after another block than its statement says");
    }

    /// <summary>
    /// Blocks after this one, as many as one read of a file gives; none when it is the last that is archived.
    /// </summary>
    public IReadOnlyList<StoredBlock> ReadSome(long after)
    {
        var file = Known(after + 1).Find(one => one.First <= after + 1 && after + 1 <= one.Last);
        if (file is null)
        {
            return [];
        }

        using var reader = Open(file);
        return reader.ReadChunkOf(after + 1);
    }

    /// <summary>Every archived block after this one, in order, each proven to follow the one before it and the signed hashes.</summary>
    public IEnumerable<StoredBlock> Read(long after)
    {
        Hash256? previous = null;
        foreach (var file in Known(long.MaxValue).Where(file => file.Last > after).ToList())
        {
            Expect(previous is null || previous.Value.ToString() == file.PreviousHash, file, "does not follow the file before it");
            using var reader = Open(file);
            foreach (var block in reader.ReadFrom(Math.Max(after + 1, file.First)))
            {
                Expect(block.Header.Partition == partition && (previous is null || block.Header.PreviousHash == previous), file, $"has a block {block.Header.Sequence} that does not follow the one before it");
                Expect(block.Header.Sequence != file.First || block.Header.PreviousHash.ToString() == file.PreviousHash, file, "begins with another block than its statement says");
                Expect(block.Header.Sequence != file.Last || block.Hash.ToString() == file.LastHash, file, "ends with another block than its statement says");
                previous = block.Hash;
                after = block.Header.Sequence;
                yield return block;
            }

            Expect(after == file.Last, file, $"ends at block {after}, and its statement says {file.Last}");
        }
    }

    /// <summary>The bytes of one entry, or up to the block's end, for a retry of an id whose block has left the table.</summary>
    public byte[] ReadEntry(long block, int at, int most)
    {
        var found = ReadSome(block - 1);
        return found.Count > 0
            ? found[0].Entries.Slice(at, Math.Min(most, found[0].Entries.Length - at)).ToArray()
            : throw new FileNotFoundException($"block {block} of partition {partition} is neither in the table nor in the archive {root}");
    }

    private BlockFile Open(ArchivedFile file)
    {
        bool isProven;
        lock (gate)
        {
            isProven = proven.Contains(file.Sha256);
        }

        if (!isProven)
        {
            folder.ExpectHash(file, BlockFileWriter.Extension, file.Sha256);
            lock (gate)
            {
                proven.Add(file.Sha256);
            }
        }

        return BlockFile.Open(folder.PathOf(file.Name, BlockFileWriter.Extension));
    }

    // Files only ever come after those that are known.
    private List<ArchivedFile> Known(long needed)
    {
        lock (gate)
        {
            if (known.Count == 0 || known[^1].Last < needed)
            {
                known = folder.Files();
            }

            return known;
        }
    }

    private static void Expect(bool holds, ArchivedFile file, string what)
    {
        if (!holds)
        {
            throw new MalformedBytesException($"the archive's {file.Name} {what}");
        }
    }
}
