using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Tests.Simulation.Audit;

namespace Croupier.Tests.Simulation.World;

/// <summary>A block on its way to the database, over the session of the leader that decided it.</summary>
internal sealed record CommitUnderWay(long Session, long Epoch, SealedBlock Block);

/// <summary>
/// The database of one partition: who leads, the chain, the rows, the id index. It takes a block as the SQL does (the last statement names epoch, sequence and previous
/// hash), and a session that was ended commits nothing any more.
/// </summary>
internal sealed class SimulatedStorage(ChainAuditor auditor)
{
    private readonly Dictionary<(PlayerId Player, CommandId Id), KnownId> index = [];
    private readonly List<SealedBlock> blocks = [];
    private long indexedLatestUnixMs;
    private long lastSession;

    public IReadOnlyList<SealedBlock> Blocks => blocks;

    public StoredRows Rows { get; } = new();

    public long Epoch { get; private set; }

    /// <summary>The run of the leader's process, as the partition's row has it; 0 for nobody.</summary>
    public long Run { get; private set; }

    public long Session { get; private set; }

    public long LeaseUntilMs { get; private set; }

    public long IndexedThrough { get; private set; }

    public List<CommitUnderWay> UnderWay { get; } = [];

    public BlockHeader Head => blocks.Count == 0 ? BlockHeader.Genesis(TestBook.PartitionNumber) : blocks[^1].Header;

    public Hash256 HeadHash => blocks.Count == 0 ? Hash256.Zero : blocks[^1].Hash;

    /// <summary>Ends the leader's session, if it is still there: whatever it has under way never commits.</summary>
    public void EndSession(long session) => UnderWay.RemoveAll(commit => commit.Session == session);

    /// <summary>Raises the epoch in a transaction of its own.</summary>
    public (long Epoch, long Session) Lead(long run, long leaseUntilMs)
    {
        Run = run;
        LeaseUntilMs = leaseUntilMs;
        Session = ++lastSession;
        return (++Epoch, Session);
    }

    /// <summary>The transaction of a block. False when the last statement finds no row: another leads, or the chain has gone on.</summary>
    public bool TryCommit(CommitUnderWay commit, long leaseUntilMs)
    {
        var header = commit.Block.Header;
        if (commit.Epoch != Epoch || header.Sequence != Head.Sequence + 1 || header.PreviousHash != HeadHash)
        {
            return false;
        }

        auditor.Committed(commit.Block, commit.Epoch);
        Rows.Take(commit.Block);
        blocks.Add(commit.Block);
        LeaseUntilMs = leaseUntilMs;
        return true;
    }

    public void IndexThrough(long sequence)
    {
        for (; IndexedThrough < Math.Min(sequence, blocks.Count); IndexedThrough++)
        {
            var header = blocks[(int)IndexedThrough].Header;
            var entry = 0;
            foreach (var stored in StoredEntry.ReadAll(blocks[(int)IndexedThrough].Entries))
            {
                var command = CommandCodec.Read(stored.Command.Span);
                if (stored.Result.Status != Status.Conflict)
                {
                    index.Add((command.Player, command.Id), new KnownId(command.RequestHash(), new StoredResult(command.Id, command.Player, header.Sequence, entry, command, stored.Result)));
                    indexedLatestUnixMs = Math.Max(indexedLatestUnixMs, Uuid.UnixMs(command.Id.Value));
                }

                entry++;
            }
        }
    }

    public KnownId? LookUp(PlayerId player, CommandId id) => index.GetValueOrDefault((player, id));

    /// <summary>As the index is read around a time; of the later ids at most <paramref name="most"/>.</summary>
    public ForgottenIds ReadAround(long afterUnixMs, int most)
    {
        var ids = index.Keys.Select(key => (UnixMs: Uuid.UnixMs(key.Id.Value), key)).ToList();
        var later = ids.Where(id => id.UnixMs > afterUnixMs).OrderBy(id => id.UnixMs).Select(id => id.key).ToList();
        var latest = ids.Where(id => id.UnixMs <= afterUnixMs).Select(id => id.UnixMs).DefaultIfEmpty().Max();
        return new ForgottenIds(afterUnixMs, latest, later[..Math.Min(most, later.Count)], later.Count > most);
    }

    public PartitionSnapshot Snapshot()
    {
        var snapshot = new PartitionSnapshot(Head, HeadHash, [.. Rows.Accounts], [.. Rows.Items], indexedLatestUnixMs);
        var digest = DigestOfRows.Of(snapshot.Accounts, snapshot.Items);
        DisagreementException.Unless(digest == Head.StateDigest, $"I6: the rows do not have the digest of block {Head.Sequence}");
        return snapshot;
    }
}
