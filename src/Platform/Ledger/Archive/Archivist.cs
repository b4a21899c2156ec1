using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger.Archive;

/// <summary>
/// Moves what is older than the retention from the tables into signed files. It trusts nothing but the chain: it replays every block from the last checkpoint on, and
/// what it signs is what that led to.
/// <list type="number">
/// <item>one archivist a partition, by a lock of its session;</item>
/// <item>find the cut, never beyond what is published, indexed and kept;</item>
/// <item>begin with the state of the last checkpoint, or with genesis;</item>
/// <item>for each file: replay its blocks, hold their transfers against the table, write, flush, read back against the table, sign;</item>
/// <item>sign a checkpoint of the state after the last file, so that nothing before it is needed to verify what comes after;</item>
/// <item>record the files in the database;</item>
/// <item>drop the tables of which everything is archived, after their files' hashes have been checked once more.</item>
/// </list>
/// A crash between any two of these is harmless: until 6 nothing has happened, after 6 the next run goes on with 7.
/// </summary>
internal sealed class Archivist
{
    /// <summary>Bounds what a crash makes it do again.</summary>
    private const int FilesPerRun = 8;

    private const int BlocksPerRead = 8;

    private readonly int partition;
    private readonly LedgerOptions options;
    private readonly ArchiveOptions bounds;
    private readonly NpgsqlDataSource dataSource;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ArchiveFolder folder;
    private readonly BlockTable table;
    private readonly ArchiveRecord record;

    public Archivist(int partition, LedgerOptions options, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
    {
        (this.partition, this.options, this.dataSource, this.clock, this.logger) = (partition, options, dataSource, clock, logger);
        bounds = options.Archive ?? throw new ArgumentException("nothing says where the archive is", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(bounds.BlocksPerFile, 1);
        _ = options.HeadKey ?? throw new ArgumentException("archiving needs a key to sign with", nameof(options));
        folder = new ArchiveFolder(bounds.Folder, partition, options.KnownHeadKeys());
        table = new BlockTable(partition, dataSource, archive: null);
        record = new ArchiveRecord(partition, dataSource);
    }

    /// <summary>Archives what is due at every interval, beside a leader.</summary>
    public async Task RunAsync(BlockFeed feed, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(bounds.Interval, clock);
        do
        {
            try
            {
                while (feed.Head is { } head && await RunOnceAsync(head.Header, cancellation) > 0)
                {
                }
            }
            catch (Exception e) when ((DatabaseTrouble.IsPassing(e) || e is UnauthorizedAccessException) && !cancellation.IsCancellationRequested)
            {
                logger.LogError("partition {Partition} can't be archived now, and is tried again: {Reason}", partition, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    /// <summary>Returns how many blocks it archived. <paramref name="head"/>: of what is known to be durable.</summary>
    public async Task<long> RunOnceAsync(BlockHeader head, CancellationToken cancellation)
    {
        // 1.
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        if (!await ArchiveRecord.TryLockAsync(connection, partition, cancellation))
        {
            return 0;
        }

        try
        {
            folder.RemoveUnfinished();
            var archived = await record.ReadAsync(cancellation);
            var last = archived.Count == 0 ? 0 : archived[^1].Last;

            // 2.
            var files = await new ArchiveCut(partition, options, bounds, dataSource).FindAsync(head, cancellation) is var cut && cut > last
                ? Math.Min(FilesPerRun, (cut - last) / bounds.BlocksPerFile)
                : 0;
            if (files > 0)
            {
                // 3, 4, 5, 6.
                await ArchiveAsync(connection, last, (int)files, cancellation);
                archived = await record.ReadAsync(cancellation);
            }

            // 7.
            if (archived.Count > 0)
            {
                await DropAsync(connection, archived, cancellation);
            }

            return files * bounds.BlocksPerFile;
        }
        catch (MalformedBytesException damaged)
        {
            throw new InvariantBrokenException("I6", $"the archive of partition {partition} is damaged: {damaged.Message}");
        }
        finally
        {
            await ArchiveRecord.UnlockAsync(connection, partition);
        }
    }

    private async Task ArchiveAsync(NpgsqlConnection connection, long last, int files, CancellationToken cancellation)
    {
        var replay = Begin(last);
        var statements = new List<ArchivedFile>();
        BlockHeader? end = null;
        for (var i = 0; i < files; i++)
        {
            (var statement, end) = await WriteFileAsync(connection, replay, last + 1, last + bounds.BlocksPerFile, cancellation);
            statements.Add(statement);
            last = statement.Last;
        }

        SignCheckpoint(replay, end!);
        await record.AddAsync(statements, cancellation);
        logger.LogInformation("partition {Partition} is archived to block {Last}", partition, last);
    }

    // 3.
    private BlockReplay Begin(long last)
    {
        var archive = new BlockArchive(bounds.Folder, partition, options.KnownHeadKeys());
        if (last == 0)
        {
            return new BlockReplay(partition, ReplayedIds.ProvenByCaller);
        }

        if (folder.Checkpoints().Find(one => one.Sequence == last) is { } checkpoint)
        {
            return new BlockReplay(archive.Read(checkpoint), ReplayedIds.ProvenByCaller);
        }

        logger.LogWarning("the checkpoint of partition {Partition} at block {Last} is gone; its state is replayed from genesis", partition, last);
        var replay = new BlockReplay(partition, ReplayedIds.ProvenByCaller);
        foreach (var block in archive.Read(0).TakeWhile(block => block.Header.Sequence <= last))
        {
            Replay(replay, block);
        }

        return replay;
    }

    // 4.
    private async Task<(ArchivedFile Statement, BlockHeader End)> WriteFileAsync(
        NpgsqlConnection connection, BlockReplay replay, long first, long last, CancellationToken cancellation)
    {
        var path = folder.NewPath(ArchivedFile.NameOf(first, last));
        var hashes = new List<Hash256>();
        var transfers = new TransferCheck(partition, connection);
        StoredBlock? begin = null, end = null;
        (long Bytes, Hash256 Sha256) written;
        using (var file = new BlockFileWriter(path))
        {
            for (var after = first - 1; after < last; after = end!.Header.Sequence)
            {
                foreach (var block in await table.ReadAsync(after, last, BlocksPerRead, cancellation))
                {
                    await transfers.AddAsync(Replay(replay, block).Transfers, cancellation);
                    file.Add(block);
                    hashes.Add(block.Hash);
                    begin ??= block;
                    end = block;
                }

                InvariantBrokenException.Check(end?.Header.Sequence > after, "I6", $"block {after + 1} of partition {partition} is not there to be archived");
            }

            await transfers.EndAsync(cancellation);
            written = file.End();
        }

        ReadBack(path, first, hashes);
        var statement = new ArchivedFile(
            partition,
            first,
            last,
            begin!.Header.PreviousHash.ToString(),
            end!.Hash.ToString(),
            end.Header.LastTransfer,
            written.Bytes,
            written.Sha256.ToString(),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            SignedHead.KeyIdOf(options.HeadKey!),
            "");
        var earlier = folder.Files().Find(file => file.First <= last && file.Last >= first);
        InvariantBrokenException.Check(
            earlier is null || (earlier.First, earlier.Last, earlier.LastHash) == (first, last, statement.LastHash),
            "I6",
            $"the archive of partition {partition} holds {earlier?.Name} already, which is not what this database has in its place");
        folder.Publish(path, BlockFileWriter.Extension, statement with { Signature = options.HeadKey!.Sign(statement) });
        return (statement, end.Header);
    }

    // What is on the disk now is what was read from the table and replayed.
    private static void ReadBack(string path, long first, List<Hash256> hashes)
    {
        using var file = BlockFile.Open(path);
        var read = 0;
        foreach (var block in file.ReadFrom(first))
        {
            InvariantBrokenException.Check(read < hashes.Count && block.Hash == hashes[read], "I6", $"{path} reads back another block {first + read}");
            read++;
        }

        InvariantBrokenException.Check(read == hashes.Count, "I6", $"{path} reads back {read} blocks of {hashes.Count}");
    }

    private static SealedBlock Replay(BlockReplay replay, StoredBlock block)
    {
        var differences = new List<string>();
        var replayed = replay.Replay(block.Header, block.Hash, block.Entries, differences);
        InvariantBrokenException.Check(differences.Count == 0, "I6", $"block {block.Header.Sequence} is not archived: {string.Join("; ", differences)}");
        return replayed;
    }

    // 5.
    private void SignCheckpoint(BlockReplay replay, BlockHeader head)
    {
        var (accounts, items) = (replay.Accounts(), replay.Items());
        var path = folder.NewPath(SignedCheckpoint.NameOf(head.Sequence));
        var sha256 = StateFile.Write(path, head, accounts, items);
        var checkpoint = new SignedCheckpoint(
            partition,
            head.Sequence,
            head.ComputeHash().ToString(),
            head.StateDigest.ToString(),
            accounts.Count,
            items.Count,
            sha256.ToString(),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            SignedHead.KeyIdOf(options.HeadKey!),
            "");
        folder.Publish(path, StateFile.Extension, checkpoint with { Signature = options.HeadKey!.Sign(checkpoint) });
    }

    // 7. The checkpoint before the newest is kept too: one damaged file is not the end of the chain's proof.
    private async Task DropAsync(NpgsqlConnection connection, List<ArchiveRow> archived, CancellationToken cancellation)
    {
        var removal = new SegmentRemoval(partition, connection, logger);
        var segments = await removal.FindAsync(archived[^1].Last, archived[^1].LastTransfer, cancellation);
        var first = segments.Where(segment => segment.Kind == "block").Select(segment => segment.First).DefaultIfEmpty(long.MaxValue).Min();
        if (segments.Count > 0)
        {
            ExpectFiles(archived.FindAll(row => row.Last >= first));
            await removal.RunAsync(segments, cancellation);
        }

        foreach (var old in folder.Checkpoints().Where(one => one.Sequence < archived[^1].Last).Skip(1))
        {
            folder.Remove(old, StateFile.Extension);
        }
    }

    private void ExpectFiles(List<ArchiveRow> rows)
    {
        var files = folder.Files();
        foreach (var row in rows)
        {
            var file = files.Find(one => one.Name == row.File);
            InvariantBrokenException.Check(
                file is not null && file.Sha256 == row.Sha256.ToString(), "I6", $"{row.File} of partition {partition} is recorded as archived, and is not in {bounds.Folder}");
            folder.ExpectHash(file!, BlockFileWriter.Extension, file!.Sha256);
        }
    }
}
