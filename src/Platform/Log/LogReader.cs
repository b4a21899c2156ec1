using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Log;

/// <summary>
/// One reading of a partition, over a connection of its own that it opens again, for as long as it takes, whenever the server goes away. Many batches come in one
/// round trip; what they mean is <see cref="LogCursor"/>'s to say.
/// </summary>
internal sealed class LogReader(
    NpgsqlDataSource dataSource, int partition, LogPosition after, LogWakeups wakeups, PostgresCommandLogOptions options, TimeProvider clock, LogMetrics metrics, ILogger logger)
    : IAsyncDisposable
{
    private readonly LogCursor cursor = new(partition, after);
    private NpgsqlConnection? connection;
    private NpgsqlCommand? read;

    public async IAsyncEnumerable<LogRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var signal = wakeups.Subscribe(partition);
        while (true)
        {
            var page = await LookUntilAnsweredAsync(cancellation);
            foreach (var record in cursor.Take(page))
            {
                yield return record;
            }

            if (cursor.CaughtUp)
            {
                await signal.WaitAsync(cursor, cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync() => await LetGoAsync();

    private async Task<LogPage> LookUntilAnsweredAsync(CancellationToken cancellation)
    {
        var wait = LogConnectionTrouble.ShortestWait;
        while (true)
        {
            try
            {
                return await LookAsync(cancellation);
            }
            catch (Exception failure) when (LogConnectionTrouble.IsPassing(failure))
            {
                if (connection is not null)
                {
                    logger.LogWarning("a reader of partition {Partition} lost the command log and tries again: {Reason}", partition, failure.Message);
                    metrics.Reconnects.Add(1);
                    cursor.ConnectionWasLost();
                    await LetGoAsync();
                }

                await Task.Delay(wait, clock, cancellation);
                wait = LogConnectionTrouble.Longer(wait);
            }
        }
    }

    private async Task<LogPage> LookAsync(CancellationToken cancellation)
    {
        read ??= await ConnectAsync(cancellation);
        read.Parameters[1].Value = (long)cursor.Incarnation;
        read.Parameters[2].Value = cursor.From;
        await using var rows = await read.ExecuteReaderAsync(cancellation);
        var found = (Incarnation: 0U, NextOffset: 0L);
        var records = new List<LogRecord>();
        while (await rows.ReadAsync(cancellation))
        {
            found = (checked((uint)rows.GetInt64(0)), rows.GetInt64(1));
            if (!await rows.IsDBNullAsync(2, cancellation))
            {
                metrics.ReadAgeMs.Record((clock.GetUtcNow() - rows.GetFieldValue<DateTimeOffset>(3)).TotalMilliseconds);
                records.Add(new LogRecord(cursor.Incarnation, rows.GetInt64(2), rows.GetFieldValue<byte[]>(4)));
            }
        }

        metrics.BatchesRead.Add(records.Count);

        // No row of the partition: nobody has appended to it in this database, as if its first incarnation were empty.
        return found.Incarnation == 0 ? new LogPage(1, 0, records) : new LogPage(found.Incarnation, found.NextOffset, records);
    }

    private async Task<NpgsqlCommand> ConnectAsync(CancellationToken cancellation)
    {
        var opened = await dataSource.OpenConnectionAsync(cancellation);
        connection = opened;
        await using (var session = new NpgsqlCommand(LogStatements.ReaderSession, opened))
        {
            await session.ExecuteNonQueryAsync(cancellation);
        }

        var command = new NpgsqlCommand(LogStatements.Read, opened)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = partition },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint },
                new NpgsqlParameter<long> { TypedValue = options.ReadBatches },
                new NpgsqlParameter<long> { TypedValue = options.ReadBytes },
            },
        };
        await command.PrepareAsync(cancellation);
        return command;
    }

    private async Task LetGoAsync()
    {
        if (read is not null)
        {
            await read.DisposeAsync();
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        (read, connection) = (null, null);
    }
}
