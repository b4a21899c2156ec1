using Croupier.Book.Decisions;
using Croupier.Book.Ids;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;

namespace Croupier.Book;

/// <summary>How a command was met: decided into the open block, or known already.</summary>
/// <param name="Result">What its producer is told.</param>
/// <param name="Repeats">The entries that hold the stored result of a repeated command; null when the command was decided now, or comes from the id index.</param>
/// <param name="IsRepeat">Whether nothing was decided, and the open block has no new entry.</param>
internal readonly record struct Taken(StoredResult Result, RecordedEntries? Repeats, bool IsRepeat);

/// <summary>
/// Takes commands into the open block. A command id, in the scope of its player, takes effect at most once (I4): the same request again gets the stored result,
/// another request under it a conflict, which is an entry of its own and leaves what is stored alone.
/// </summary>
internal sealed class Partition(PartitionState state, IdTable ids)
{
    private readonly CommandDecision decision = new(state);

    /// <summary>Decides a command, or finds that it was decided before. <paramref name="request"/> is its request hash.</summary>
    public Taken Take(Caller caller, Command command, in Hash256 request, IReadOnlyDictionary<(PlayerId Player, CommandId Id), KnownId> known)
    {
        var key = new IdKey(command.Player, command.Id);
        if (ids.TryFind(key, out var place))
        {
            var stored = place.Block.Read(place.Entry);
            return stored.Command.RequestHash() == request
                ? new Taken(stored, place.Block, true)
                : Record(caller, command, Conflict(stored.Command, command));
        }

        if (known.Count > 0 && known.TryGetValue((command.Player, command.Id), out var forgotten))
        {
            return forgotten.RequestHash == request
                ? new Taken(forgotten.Result, null, true)
                : Record(caller, command, Conflict(forgotten.Result.Command, command));
        }

        var taken = Decide(caller, command, request, out var storesId);
        if (storesId)
        {
            ids.Add(key, state.Draft!.Entries, taken.Result.EntryIndex);
        }

        return taken;
    }

    /// <summary>
    /// As <see cref="Take"/> for an entry of a chain whose ids are proven by the caller: a stored conflict is taken as it is, everything else as new.
    /// </summary>
    public Taken TakeAsStored(in BlockEntry entry, in Hash256 request) => entry.Result.Status == Status.Conflict
        ? Record(entry.Caller, entry.Command, entry.Result)
        : Decide(entry.Caller, entry.Command, request, out _);

    /// <summary>As <see cref="TakeAsStored"/>, where nobody waits for the answer: the decision alone, without the object that a producer would be told.</summary>
    public CommandResult Replay(in BlockEntry entry, in Hash256 request)
    {
        var result = entry.Result.Status == Status.Conflict ? entry.Result : Judge(entry.Caller, entry.Command, request, out _);
        state.Draft!.Entries.Append(new BlockEntry(entry.Caller, entry.Command, result));
        return result;
    }

    /// <summary>Says in which field the request differs from the one that was stored first.</summary>
    private static CommandResult Conflict(Command stored, Command asked) =>
        new(Status.Conflict) { Detail = (long)RequestDifference.First(stored, asked) };

    private Taken Decide(Caller caller, Command command, in Hash256 request, out bool storesId) =>
        Record(caller, command, Judge(caller, command, request, out storesId));

    private CommandResult Judge(Caller caller, Command command, in Hash256 request, out bool storesId)
    {
        var (transfersBefore, pendingsBefore) = (state.Draft!.Transfers.Count, state.Draft.Pendings.Count);
        var result = decision.Decide(caller, command);
        InvariantBrokenException.Check(
            result.IsAccepted || (state.Draft.Transfers.Count == transfersBefore && state.Draft.Pendings.Count == pendingsBefore), "I4", "a refused command moved money");

        // An id that is no version 7 UUID is refused for that every time, so it need not be remembered; its time would say nothing. One that conflicts with a hold that
        // linked commands placed belongs to that hold: here as in the index and in every replay a conflict takes no id.
        storesId = ReadEntry.Takes(command.Id, result.Status);
        if (storesId)
        {
            state.Root.CountId(Uuid.UnixMs(command.Id.Value), request);
        }

        return result;
    }

    private Taken Record(Caller caller, Command command, CommandResult result)
    {
        var draft = state.Draft!;
        var index = draft.Entries.Append(new BlockEntry(caller, command, result));
        var stored = new StoredResult(command.Id, command.Player, draft.Sequence, index, command, result);
        draft.Answer(caller, stored);
        return new Taken(stored, null, false);
    }
}
