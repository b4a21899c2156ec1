using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.Archive;
using Npgsql;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>Holds the ids of a chain against one another, when all of its entries have been replayed: see <see cref="IdSpool"/>.</summary>
internal sealed class IdUniqueness(int partition, long after, BlockArchive? archive, SipHash hash, Findings findings) : IDisposable
{
    // A command, its length, its caller and its result.
    private const int MostEntryBytes = CommandCodec.MaxBytes + 256;

    private readonly IdSpool spool = new(hash);

    public void Add(ReadBlock block)
    {
        foreach (var entry in block.Entries)
        {
            var isConflict = entry.Entry.Result.Status == Status.Conflict;
            if (isConflict || entry.TakesId)
            {
                spool.Add(entry.Entry.Command.Player, entry.Entry.Command.Id, new EntryPlace(block.Header.Sequence, entry.At, isConflict));
            }
        }
    }

    public async Task EndAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var likes in spool.Likes())
        {
            var first = new Dictionary<(PlayerId, CommandId), Command>();
            foreach (var place in likes)
            {
                if (await ReadAsync(place, connection, cancellation) is { } entry)
                {
                    var isEarlier = after > 0 && place.IsConflict && !first.ContainsKey((entry.Command.Player, entry.Command.Id));
                    if (!isEarlier || !await IsBeforeAsync(entry.Command, connection, cancellation))
                    {
                        Judge(first, place, entry);
                    }
                }
            }
        }
    }

    public void Dispose() => spool.Dispose();

    // Where the chain is followed from a checkpoint on, a conflict may be with an id from before it: the index says which those are.
    private async Task<bool> IsBeforeAsync(Command asked, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select 1 from ledger.command_id where partition = $1 and player = $2 and id = $3 and block <= $4", connection);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(asked.Player.Value);
        command.Parameters.AddWithValue(asked.Id.Value);
        command.Parameters.AddWithValue(after);
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private void Judge(Dictionary<(PlayerId, CommandId), Command> first, EntryPlace place, in BlockEntry entry)
    {
        var command = entry.Command;
        var key = (command.Player, command.Id);
        if (!first.TryGetValue(key, out var earlier))
        {
            findings.Unless(!place.IsConflict, $"partition {partition}: block {place.Sequence}: {command.Id} is stored as a conflict, and no entry before it has that id");
            if (!place.IsConflict)
            {
                first.Add(key, command);
            }
        }
        else if (!place.IsConflict)
        {
            findings.Add($"partition {partition}: block {place.Sequence}: an entry repeats command {command.Id}");
        }
        else
        {
            findings.Unless(
                earlier.RequestHash() != command.RequestHash(),
                $"partition {partition}: block {place.Sequence}: {command.Id} is stored as a conflict, and the entry before it is of the same request");
            findings.Unless(
                entry.Result.Detail == (long)RequestDifference.First(earlier, command),
                $"partition {partition}: block {place.Sequence}: {command.Id} is stored as a conflict in another field than the one in which it differs");
        }
    }

    private async Task<BlockEntry?> ReadAsync(EntryPlace place, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select substring(entries from $3 for $4) from ledger.block where partition = $1 and sequence = $2", connection);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(place.Sequence);
        command.Parameters.AddWithValue(place.At + 1);
        command.Parameters.AddWithValue(MostEntryBytes);
        try
        {
            var bytes = await command.ExecuteScalarAsync(cancellation) as byte[] ?? archive!.ReadEntry(place.Sequence, place.At, MostEntryBytes);
            var reader = new ByteReader(bytes);
            return BlockEntry.Read(ref reader);
        }
        catch (MalformedBytesException e)
        {
            findings.Add($"partition {partition}: block {place.Sequence}: an entry can't be read again: {e.Message}");
            return null;
        }
    }
}
