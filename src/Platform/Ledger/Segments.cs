using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// The tables that blocks and transfers of a partition go into, a range of sequences or numbers each: made ahead of the head, never on the commit path, so that what is
/// archived can be dropped as whole tables. Also keeps the transfers' BRIN index summarised up to the last full range of pages, which is what makes a look-up quick.
/// A block that overtakes this all the same is refused by PostgreSQL, and committed again when its table is there.
/// </summary>
internal sealed class Segments(int partition, LedgerOptions options, NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger)
{
    // That of the index (Migrations/…_segments.sql).
    private const int PagesPerRange = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private string summarizing = "";
    private long summarizedPages;
    private long analyzedPages;

    /// <summary>Makes the tables for what follows this head. Two processes that make the same one wait for each other, and the second finds it done.</summary>
    public async Task EnsureAsync(BlockHeader head, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await EnsureAsync(connection, "block", head.Sequence + 1, options.BlocksPerSegment, cancellation);
        await EnsureAsync(connection, "transfer", head.LastTransfer + 1, options.TransfersPerSegment, cancellation);
    }

    public async Task RunAsync(BlockFeed feed, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                if (feed.Head is { } head)
                {
                    await EnsureAsync(head.Header, cancellation);
                    await SummarizeAsync(head.Header.LastTransfer, cancellation);
                }
            }
            catch (Exception e) when (DatabaseTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                logger.LogWarning("the segments of partition {Partition} can't be looked after now: {Reason}", partition, e.Message);
            }
        }
    }

    /// <summary>
    /// Full ranges only: a range that is still filled would have its summary rewritten by every row. What is behind the last full range is read whole by a look-up.
    /// </summary>
    public async Task SummarizeAsync(long lastTransfer, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var find = Command(
            connection,
            """
            select name, pg_relation_size(('ledger.' || quote_ident(name))::regclass) / current_setting('block_size')::int
            from ledger.segment where kind = 'transfer' and partition = $1 and first <= $2 and beyond > $2
            """,
            partition,
            lastTransfer);
        string name;
        long pages;
        await using (var reader = await find.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
            {
                return;
            }

            (name, pages) = (reader.GetString(0), reader.GetInt64(1));
        }

        if (name != summarizing)
        {
            await SummarizeRestAsync(connection, cancellation);
            (summarizing, summarizedPages, analyzedPages) = (name, 0, 0);
        }

        await SummarizeAsync(connection, pages / PagesPerRange * PagesPerRange, cancellation);
    }

    // The table before has been filled up since it was last looked at.
    private async Task SummarizeRestAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (summarizing.Length > 0)
        {
            await using var summarize = Command(
                connection,
                "select brin_summarize_new_values(i.indexrelid::regclass) from pg_index i join ledger.segment s on s.name = $1 where i.indrelid = ('ledger.' || quote_ident(s.name))::regclass",
                summarizing);
            await summarize.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task SummarizeAsync(NpgsqlConnection connection, long through, CancellationToken cancellation)
    {
        if (through > summarizedPages)
        {
            await using var summarize = Command(
                connection,
                """
                select count(brin_summarize_range(i.indexrelid::regclass, page))
                from pg_index i, generate_series($2, $3 - 1, $4) page where i.indrelid = ('ledger.' || quote_ident($1))::regclass
                """,
                summarizing,
                summarizedPages,
                through,
                (long)PagesPerRange);
            await summarize.ExecuteNonQueryAsync(cancellation);
            summarizedPages = through;
        }

        // Without statistics the planner does not know that rows lie in order of number, and reads everything. Each time the table has doubled is enough.
        if (summarizedPages > analyzedPages * 2)
        {
            await using var analyze = Command(connection, $"analyze ledger.\"{summarizing}\"");
            await analyze.ExecuteNonQueryAsync(cancellation);
            analyzedPages = summarizedPages;
        }
    }

    // The next table is made when half of the newest is used, or there is none: even at full speed that is half a minute ahead.
    private async Task EnsureAsync(NpgsqlConnection connection, string kind, long next, long size, CancellationToken cancellation)
    {
        if (await BeyondAsync(connection, kind, cancellation) - next >= size / 2)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (new BlockerWatch(dataSource, connection, clock, logger))
        {
            await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtextextended('croupier.ledger.segment', $1))", cancellation, (long)partition);
        }

        for (var beyond = await BeyondAsync(connection, kind, cancellation) ?? 1; beyond - next < size / 2; beyond += size)
        {
            await ExecuteAsync(connection, "select ledger.open_segment($1, $2, $3, $4)", cancellation, kind, partition, beyond, beyond + size);
        }

        await transaction.CommitAsync(cancellation);
    }

    private async Task<long?> BeyondAsync(NpgsqlConnection connection, string kind, CancellationToken cancellation)
    {
        await using var command = Command(connection, "select max(beyond) from ledger.segment where kind = $1 and partition = $2", kind, partition);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
