namespace Croupier.Kernel.Commands;

/// <summary>
/// A result with the place of its entry, and the command as it was stored: what a submitter gets back, the same at every retry. What a player
/// is shown comes from here, never from what games derived for this try. For <see cref="Status.Conflict"/> the command is the refused one.
/// </summary>
public sealed record StoredResult(CommandId Id, PlayerId Player, long BlockSequence, int EntryIndex, Command Command, CommandResult Result)
{
    public Status Status => Result.Status;
}
