using Croupier.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Who leads a partition: one row with holder, epoch and lease, all times by the database's clock. Taking it:
/// <list type="number">
/// <item>read the row; wait while another's lease runs and its session lives: a session that is gone can have no statement under way, and an owner who is
/// well has a new one before <see cref="LedgerOptions.SessionGrace"/> is over;</item>
/// <item>end the old holder's database session, which may hold the row's lock while it waits for the standby;</item>
/// <item>on a fresh session, raise the epoch in a transaction of its own, if the row is still as it was read;</item>
/// <item>read the head, which that returned commit has made durable: everything before it reached the standby too.</item>
/// </list>
/// A stale leader may believe what it likes after this: the last statement of each of its blocks names an epoch that is over (I5).
/// </summary>
internal sealed class Leadership(int partition, LedgerOptions options, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // The process's own mark: a second process under the same name is still another.
    private readonly Guid run = Guid.NewGuid();

    // Sessions of ours whose end has not been seen. One of them may hold the row's lock.
    private readonly HashSet<BackendId> unended = [];

    /// <summary>
    /// Waits until this process leads, or finds that the partition lives in another instance. <paramref name="returning"/>: the lease may be taken back from this holder's name at once.
    /// <paramref name="onStandingBy"/> is called once, when there is another to wait for. <paramref name="mayBegin"/>: where there is no row, the partition begins here.
    /// </summary>
    public async Task<Acquired> AcquireAsync(bool returning, bool mayBegin, Action? onStandingBy, CancellationToken cancellation)
    {
        var patience = new Patience(options.DatabasePatience, clock);
        var absence = new SessionAbsence(options.SessionGrace, clock);
        var announced = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (await FindRowAsync(cancellation) is not { } row)
                {
                    if (!mayBegin)
                    {
                        throw new UnsureCommitException($"partition {partition} is not there yet");
                    }

                    await BeginRowAsync(cancellation);
                    continue;
                }

                patience.Renew();
                if (row.MovedTo is { } elsewhere)
                {
                    return new Acquired(null, elsewhere);
                }

                var isOurs = returning && row.Holder == options.Holder;
                if (row.IsFree || isOurs || absence.IsLong(row.Epoch, row.SessionLives))
                {
                    var term = await TakeAsync(row, anyLease: !row.IsFree, cancellation);
                    if (term is not null)
                    {
                        return new Acquired(term, null);
                    }
                }
                else if (!announced)
                {
                    announced = true;
                    logger.LogInformation("partition {Partition} is led by {Holder}; standing by", partition, row.Holder);
                    onStandingBy?.Invoke();
                }
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e))
            {
                patience.Spend(e);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>
    /// Resolves a commit whose fate is unknown: ends our own session, raises the epoch, reads the head. Null when another leads by now.
    /// </summary>
    public async Task<Term?> ResumeAsync(Term term, CancellationToken cancellation)
    {
        var patience = new Patience(options.DatabasePatience, clock);
        unended.Add(term.Session.Backend);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (await FindRowAsync(cancellation) is not { } row || row.Run != run)
                {
                    return null;
                }

                var resumed = await TakeAsync(row, anyLease: true, cancellation);
                if (resumed is not null)
                {
                    return resumed;
                }
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e))
            {
                patience.Spend(e);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>Gives the lease up, so that a successor need not wait for its end.</summary>
    public async Task ReleaseAsync(Term term)
    {
        await using var command = dataSource.CreateCommand(
            "update ledger.partition set lease_until = '-infinity' where partition = $1 and run = $2 and epoch = $3");
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(run);
        command.Parameters.AddWithValue(term.Epoch);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task BeginRowAsync(CancellationToken cancellation)
    {
        // Only where there is none: even "on conflict do nothing" would wait for a leader whose update of the row waits for the standby.
        await using var command = dataSource.CreateCommand("""
            insert into ledger.partition values ($1, '', '00000000-0000-0000-0000-000000000000', 0, '-infinity', 0, '-infinity', 0, $2)
            on conflict do nothing
            """);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(Hash256.Zero.ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<Row?> FindRowAsync(CancellationToken cancellation)
    {
        await using var select = dataSource.CreateCommand("""
            select holder, run, session_pid, session_started, epoch, lease_until <= clock_timestamp(),
                   exists (select from pg_stat_activity where pid = session_pid and backend_start = session_started), moved_to
            from ledger.partition where partition = $1
            """);
        select.Parameters.AddWithValue(partition);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var backend = new BackendId(reader.GetInt32(2), reader.GetDateTime(3));
        return new Row(reader.GetString(0), reader.GetGuid(1), backend, reader.GetInt64(4), reader.GetBoolean(5), reader.GetBoolean(6), await reader.IsDBNullAsync(7, cancellation) ? null : reader.GetString(7));
    }

    private async Task<Term?> TakeAsync(Row row, bool anyLease, CancellationToken cancellation)
    {
        foreach (var backend in unended.Append(row.Session).ToArray())
        {
            await EndSessionAsync(backend, cancellation);
            unended.Remove(backend);
        }

        var session = await LeaderSession.OpenAsync(dataSource, cancellation);
        unended.Add(session.Backend);
        var term = await BeginTermAsync(session, row, anyLease).WaitAsync(options.CommitDeadline, clock, cancellation);
        if (term is null)
        {
            await session.DisposeAsync();
        }
        else
        {
            unended.Remove(session.Backend);
        }

        return term;
    }

    private async Task<Term?> BeginTermAsync(LeaderSession session, Row row, bool anyLease)
    {
        await DurabilityCheck.RunAsync(session, options);
        if (await RaiseEpochAsync(session, row, anyLease) is not var (epoch, consumedBatch))
        {
            return null;
        }

        var (head, hash) = await HeadReader.ReadAsync(session.Command(HeadReader.Select), partition, CancellationToken.None);
        logger.LogInformation("leading partition {Partition} as {Holder} in epoch {Epoch} from block {Sequence}", partition, options.Holder, epoch, head.Sequence);
        return new Term(session, epoch, head, hash, consumedBatch);
    }

    private async Task<(long Epoch, Hash256? ConsumedBatch)?> RaiseEpochAsync(LeaderSession session, Row row, bool anyLease)
    {
        session.ForgetWarning();
        await session.ExecuteAsync("begin");
        await using var command = session.Command("""
            update ledger.partition
            set holder = $2, run = $3, session_pid = $4, session_started = $5, epoch = epoch + 1, lease_until = clock_timestamp() + $6
            where partition = $1 and moved_to is null and epoch = $7 and run = $8 and ($9 or lease_until <= clock_timestamp())
            returning epoch, case when substring(consumed_batch for 8) = int8send(sequence) then substring(consumed_batch from 9) end
            """);
        command.Parameters.AddWithValue(partition);
        command.Parameters.AddWithValue(options.Holder);
        command.Parameters.AddWithValue(run);
        command.Parameters.AddWithValue(session.Backend.Pid);
        command.Parameters.AddWithValue(session.Backend.Started);
        command.Parameters.AddWithValue(options.Lease);
        command.Parameters.AddWithValue(row.Epoch);
        command.Parameters.AddWithValue(row.Run);
        command.Parameters.AddWithValue(anyLease);
        (long, Hash256?)? raised = null;
        await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
        {
            if (await reader.ReadAsync(CancellationToken.None))
            {
                raised = (reader.GetInt64(0), await reader.IsDBNullAsync(1, CancellationToken.None) ? null : new Hash256(reader.GetFieldValue<byte[]>(1)));
            }
        }

        await session.ExecuteAsync(raised is null ? "rollback" : "commit");
        return session.Warning is null ? raised : throw new UnsureCommitException($"the epoch's commit came back with a warning: {session.Warning}");
    }

    // Ended from a second connection, and gone before this returns: while it lives it may hold the row's lock, or still commit.
    private async Task EndSessionAsync(BackendId backend, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (backend.Pid != 0)
        {
            await using var command = dataSource.CreateCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start = $2");
            command.Parameters.AddWithValue(backend.Pid);
            command.Parameters.AddWithValue(backend.Started);
            if (await command.ExecuteScalarAsync(cancellation) is null)
            {
                return;
            }

            if (clock.GetElapsedTime(started) > options.CommitDeadline)
            {
                throw new UnsureCommitException($"the database session {backend.Pid} of partition {partition} does not end");
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private readonly record struct Row(string Holder, Guid Run, BackendId Session, long Epoch, bool IsFree, bool SessionLives, string? MovedTo);
}

/// <summary>A term of leading, or the name of the instance where the partition lives now.</summary>
internal readonly record struct Acquired(Term? Term, string? MovedTo);
