using Croupier.Kernel.Commands;
using Croupier.Tests.Simulation.Audit;

namespace Croupier.Tests.Simulation.World;

/// <summary>The command log of one partition: batches in the order in which they came, whatever the order in which they were sent.</summary>
internal sealed class SimulatedLog(LogAuditor auditor)
{
    private readonly List<LoggedCommand> commands = [];
    private long offset;

    public int Count => commands.Count;

    public LoggedCommand this[int index] => commands[index];

    public void Append(Caller caller, IReadOnlyList<Command> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var logged = new LoggedCommand(new LogPosition(1, offset, i), caller, batch[i]);
            commands.Add(logged);
            auditor.Appended(logged);
        }

        offset++;
    }

    /// <summary>Where the first command after this position stands.</summary>
    public int IndexAfter(LogPosition position)
    {
        var (low, high) = (0, commands.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = commands[middle].Position <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
