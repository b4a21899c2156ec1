using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger;

/// <summary>Answers for the ids of commands that the writer does not remember, before it decides them.</summary>
internal sealed class IdLookUps(int partition, PartitionServices services, CommandIndex index)
{
    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    public async Task<IReadOnlyDictionary<(PlayerId, CommandId), KnownId>> KnownAsync(
        PartitionWriter writer, List<LoggedCommand> commands, CancellationToken cancellation)
    {
        await ReadLateIdsAsync(writer, cancellation);
        HashSet<(PlayerId, CommandId)>? old = null;
        foreach (var logged in commands)
        {
            if (writer.MustLookUp(logged.Command.Player, logged.Command.Id))
            {
                (old ??= []).Add((logged.Command.Player, logged.Command.Id));
            }
        }

        if (old is null)
        {
            return NothingKnown;
        }

        LedgerMetrics.LookUps.Add(old.Count, new KeyValuePair<string, object?>("partition", partition));
        return await index.LookUpPatientlyAsync(old, new Patience(services.Options.DatabasePatience, services.Clock), services.Clock, cancellation);
    }

    // The writer forgets only while it handles an input, so this reads everything that it has forgotten. While the database is away more is looked up, and that waits.
    private async Task ReadLateIdsAsync(PartitionWriter writer, CancellationToken cancellation)
    {
        if (writer.WantsIdsAfterUnixMs is not { } after)
        {
            return;
        }

        try
        {
            var read = await index.ReadAroundAsync(after, cancellation);
            var effects = writer.Handle(new WriterInput.IdsRead(read));
            InvariantBrokenException.Check(effects.Count == 0, "I4", "what is known of ids has an effect");
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
        {
            services.Logger.LogDebug("the late ids of partition {Partition} can't be read now: {Reason}", partition, e.Message);
        }
    }
}
