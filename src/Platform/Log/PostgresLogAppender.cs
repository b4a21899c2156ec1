using Croupier.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Croupier.Platform.Log;

/// <summary>A group of appends is one statement, and one transaction, over one connection.</summary>
internal sealed class PostgresLogAppender(
    NpgsqlDataSource dataSource, int partition, LogWakeups wakeups, PostgresCommandLogOptions options, TimeProvider clock, LogMetrics metrics, ILogger logger)
    : LogAppender(partition, options, clock, metrics, logger)
{
    private readonly int partition = partition;
    private readonly TimeProvider clock = clock;
    private NpgsqlConnection? connection;
    private NpgsqlCommand? append;

    protected override async Task AppendOnceAsync(byte[][] batches, CancellationToken closing)
    {
        append ??= await ConnectAsync(closing);
        append.Parameters[1].Value = batches;
        append.Parameters[2].Value = clock.GetUtcNow();
        var first = await PlaceOfAppendAsync(append, closing);
        wakeups.Announce(partition, first.Incarnation, first.Offset + batches.Length);
    }

    protected override bool IsPassing(Exception failure) => LogConnectionTrouble.IsPassing(failure);

    protected override async ValueTask LetGoAsync()
    {
        if (append is not null)
        {
            await append.DisposeAsync();
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        (append, connection) = (null, null);
    }

    private static async Task<LogPosition> PlaceOfAppendAsync(NpgsqlCommand command, CancellationToken closing)
    {
        await using var rows = await command.ExecuteReaderAsync(closing);
        await rows.ReadAsync(closing);
        return new LogPosition(checked((uint)rows.GetInt64(0)), rows.GetInt64(1), 0);
    }

    private async Task<NpgsqlCommand> ConnectAsync(CancellationToken closing)
    {
        connection = await dataSource.OpenConnectionAsync(closing);
        if (!options.FlushAppends)
        {
            await ExecuteAsync(LogStatements.AppenderSessionWithoutFlush, closing);
        }

        var command = new NpgsqlCommand(LogStatements.Append, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = partition },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await command.PrepareAsync(closing);
        return command;
    }

    private async Task ExecuteAsync(string statement, CancellationToken closing)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(closing);
    }
}
