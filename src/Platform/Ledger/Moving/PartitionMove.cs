using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Ledger.Moving;

/// <summary>
/// Moves a partition to another PostgreSQL instance while it is played on. Where it stands is in the two rows of the partition alone, so a move that was broken off
/// anywhere is taken up again by running it again:
/// <list type="number">
/// <item>see where the partition lives, and that nobody else moves it;</item>
/// <item>copy all of its rows as of one moment, in one transaction; from then on the copy's row says that the partition lives where it lives;</item>
/// <item>follow: each further block is decided again from the copy's own state and stored there, its ids indexed;</item>
/// <item>once the copy has (nearly) everything, put <see cref="MovePartition"/> on the log; its block is the last in the old instance, whose row now names the new one.
/// From here on commands wait on the log;</item>
/// <item>make sure that the last block is durable in the old instance, by a commit of our own there: the new one must not go on from what a fail-over could still lose;</item>
/// <item>store the last block in the copy, whose row then names nobody: the partition lives there, and a leader takes it.</item>
/// </list>
/// </summary>
public sealed class PartitionMove
{
    // So near, in blocks, that what remains is stored within a blink while commands wait; and not so near that a busy leader stays ahead for ever.
    private const long NearlyThere = 64;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly int partition;
    private readonly Placement placement;
    private readonly PostgresInstance destination;
    private readonly ILedger asOperator;
    private readonly LedgerOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    /// <summary>Throws <see cref="ArgumentException"/> when the placement does not name the destination.</summary>
    public PartitionMove(int partition, string to, Placement placement, ILedger asOperator, LedgerOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.partition, this.placement, this.asOperator, this.options, this.clock) = (partition, placement, asOperator, options, clock);
        destination = placement.Find(to) ?? throw new ArgumentException($"no instance is called '{to}'", nameof(to));
        logger = loggers.CreateLogger<PartitionMove>();
    }

    /// <summary>
    /// Returns when the partition lives in the destination. Throws <see cref="PartitionMoveException"/> with what stands against it; the partition is then led on where it
    /// lives. After any other exception, and after a crash, run it again.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // 1
        await using var alone = await MoveLock.TakeAsync(partition, destination, cancellation);
        var there = await PartitionRow.FindAsync(partition, destination, cancellation);
        if (there is { MovedTo: null })
        {
            logger.LogInformation("partition {Partition} lives on {Instance}", partition, destination.Name);
            return;
        }

        var source = await FindSourceAsync(cancellation);
        await using var copy = new PartitionCopy(partition, source, destination, options, clock, logger);

        // 2
        await copy.BeginAsync(there, cancellation);

        // 3
        await FollowAsync(copy, source, cancellation);

        // 5
        await ConfirmAsync(source, cancellation);

        // 6
        await copy.FinishAsync(cancellation);
        logger.LogInformation("partition {Partition} has moved from {Source} to {Destination}", partition, source.Name, destination.Name);
    }

    // The one whose row says that the partition lives there; once that has its last block, the one that says that it goes to the destination, and has come furthest.
    private async Task<PostgresInstance> FindSourceAsync(CancellationToken cancellation)
    {
        var rows = new List<(PostgresInstance Instance, PartitionRow Row)>();
        foreach (var name in (await placement.FindPartitionAsync(partition, cancellation)).Where(name => name != destination.Name))
        {
            var instance = placement.Find(name)!;
            rows.Add((instance, (await PartitionRow.FindAsync(partition, instance, cancellation))!));
        }

        var living = rows.Where(one => one.Row.MovedTo is null).Select(one => one.Instance).ToList();
        var leaving = rows.Where(one => one.Row.MovedTo == destination.Name).OrderByDescending(one => one.Row.Sequence).Select(one => one.Instance);
        return living switch
        {
            [var one] => one,
            [] => leaving.FirstOrDefault() ?? throw new PartitionMoveException($"partition {partition} lives on none of the instances that the configuration names"),
            _ => throw new PartitionMoveException($"partition {partition} lives on {string.Join(" and ", living.Select(one => one.Name))} at once"),
        };
    }

    // 3 and 4. Returns when the source has its last block and the copy lacks no other.
    private async Task FollowAsync(PartitionCopy copy, PostgresInstance source, CancellationToken cancellation)
    {
        Task? asking = null;
        while (true)
        {
            var stored = await copy.StepAsync(cancellation);
            var row = (await PartitionRow.FindAsync(partition, source, cancellation))!;
            if (row.MovedTo == destination.Name && copy.IsWhole(row.Sequence))
            {
                if (asking is not null)
                {
                    await asking;
                }

                return;
            }

            if (asking is { IsFaulted: true, Exception.InnerException: PartitionMoveException })
            {
                await asking;
            }

            if (row.Sequence - copy.Head <= NearlyThere && row.MovedTo is null && asking is null or { IsFaulted: true })
            {
                // Faulted: the ledger gave no answer, so it may or may not be on the log. A second one changes nothing.
                asking = AskAsync(cancellation);
            }

            if (stored == 0)
            {
                await Task.Delay(Look, clock, cancellation);
            }
        }
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        var stored = await asOperator.SubmitAsync(new MovePartition(CommandId.New(clock), PlayerId.Operator(partition), destination.Name), cancellation);
        if (stored.Status != Status.Accepted)
        {
            throw new PartitionMoveException($"the partition refused to move: {stored.Status}");
        }
    }

    private async Task ConfirmAsync(PostgresInstance source, CancellationToken cancellation)
    {
        await using var session = await LeaderSession.OpenAsync(source.DataSource, cancellation);
        await DurabilityCheck.RunAsync(session, options);
        session.ForgetWarning();
        await using var command = session.Command("update ledger.partition set moved_to = moved_to where partition = $1 and moved_to = $2");
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(destination.Name);
        var rows = await command.ExecuteNonQueryAsync(CancellationToken.None).WaitAsync(options.CommitDeadline, clock, cancellation);
        if (rows != 1 || session.Warning is not null)
        {
            throw new UnsureCommitException($"the last block of partition {partition} on {source.Name} may not be durable: {session.Warning ?? "its row has changed"}");
        }
    }
}

/// <summary>Why a partition can't be moved as asked.</summary>
public sealed class PartitionMoveException(string message) : Exception(message);
