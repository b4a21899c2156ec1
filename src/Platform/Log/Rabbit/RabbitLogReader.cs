using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Croupier.Platform.Log.Rabbit;

/// <summary>
/// One reading of a partition, over a connection of its own that it opens again, to any node, whenever it is lost. What the entries mean is <see cref="LogCursor"/>'s to say.
/// Attaching: 1. Find the newest incarnation, and where the one to read ends: a broker that is asked for a place behind the end says nothing and waits. 2. If the batch to
/// begin with is not there, look through other nodes for a while before that is believed. 3. Have everything delivered from an entry on that is there.
/// </summary>
internal sealed class RabbitLogReader(
    RabbitConnectionOptions server, int partition, LogPosition after, RabbitCommandLogOptions options, TimeProvider clock, LogMetrics metrics, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>The broker's own records between two batches are one for each segment; more that is missing in one place is batches.</summary>
    private const int LargestHole = 16;

    private readonly LogCursor cursor = new(partition, after, LargestHole);
    private readonly RabbitLink link = new(server, "read");
    private RabbitFeed? feed;
    private uint feedIncarnation;
    private uint newest;
    private ulong unacknowledged;
    private bool closedNext;
    private long? mustBeginWith;
    private bool lacksFront;
    private long? missingSince;

    public async IAsyncEnumerable<LogRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var page = await LookUntilAnsweredAsync(cancellation);
            do
            {
                foreach (var record in cursor.Take(page))
                {
                    yield return record;
                }

                // What is left of the page does not follow what was handed on: the cursor says what that means.
                page = page with { Records = RestOf(page) };
            }
            while (page.Records.Count > 0);
        }
    }

    public async ValueTask DisposeAsync() => await LetGoAsync();

    // A stream that was found and is gone a moment later is looked for anew.
    private static bool IsPassing(Exception failure) =>
        RabbitTrouble.IsPassing(failure) || (failure is OperationInterruptedException interrupted && RabbitTrouble.IsMissing(interrupted));

    private List<LogRecord> RestOf(LogPage page) =>
        page.Records.Count == 0 || page.Records[^1].Offset < cursor.Next || page.Records[^1].Incarnation != cursor.Incarnation
            ? []
            : [.. page.Records.Where(record => record.Offset >= cursor.Next)];

    private async Task<LogPage> LookUntilAnsweredAsync(CancellationToken cancellation)
    {
        var wait = LogConnectionTrouble.ShortestWait;
        while (true)
        {
            try
            {
                if (await LookAsync(cancellation) is { } page)
                {
                    return page;
                }
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && IsPassing(failure))
            {
                if (feed is not null)
                {
                    logger.LogWarning("a reader of partition {Partition} lost the command log and attaches again: {Reason}", partition, failure.Message);
                    metrics.Reconnects.Add(1);
                    cursor.ConnectionWasLost();
                }
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                throw new IOException($"the command log of partition {partition} can't be read: {failure.Message}", failure);
            }

            await LetGoAsync();
            await Task.Delay(wait, clock, cancellation);
            wait = LogConnectionTrouble.Longer(wait);
        }
    }

    /// <summary>A page for the cursor; null: what it needs is not there now, which may pass.</summary>
    private async Task<LogPage?> LookAsync(CancellationToken cancellation)
    {
        if (feed is null || feedIncarnation != cursor.Incarnation)
        {
            await EndFeedAsync();
            var (found, isCertain) = await FindAsync(cancellation); // 1
            if (found.NextOffset <= cursor.From && (cursor.NeedsFrom || found.Incarnation != cursor.Incarnation))
            {
                return isCertain || IsPatienceOver() ? found : null; // 2
            }

            // Of the batch needed the cursor sees to it that it is there; of the entry before the first batch, we do.
            var from = cursor.NeedsFrom ? cursor.From : cursor.From - 1;
            mustBeginWith = cursor.NeedsFrom ? null : from;
            feed = await RabbitFeed.OpenAsync( // 3
                link, server.Names.Stream(partition, cursor.Incarnation), RabbitEntry.InStream(from), options.Prefetch, cancellation);
            (feedIncarnation, newest, missingSince) = (cursor.Incarnation, found.Incarnation, null);
        }

        return await NextAsync(feed, cancellation);
    }

    /// <summary>The newest incarnation and where the cursor's ends; certain when that one is closed there, so that this node's copy is whole.</summary>
    private async Task<(LogPage Found, bool IsCertain)> FindAsync(CancellationToken cancellation)
    {
        var streams = new RabbitStreams(link, server.Names, server.AnswerTimeout);
        var (incarnation, hasOurs) = await streams.NewestAsync(partition, cursor.Incarnation, cancellation);
        if (hasOurs)
        {
            var (next, isClosed) = await streams.EndAsync(server.Names.Stream(partition, cursor.Incarnation), cancellation);
            return (new LogPage(incarnation, next, []), isClosed && incarnation > cursor.Incarnation);
        }

        if (incarnation == 0 && cursor.Incarnation > 1)
        {
            (incarnation, _) = await streams.NewestAsync(partition, 1, cancellation);
        }

        return incarnation > 0 || cursor.NeedsFrom || cursor.Incarnation > 1
            ? (new LogPage(incarnation, 0, []), false)
            : throw new InvalidOperationException($"there is no stream {server.Names.Stream(partition, 1)}: migrate up has not made it");
    }

    private bool IsPatienceOver()
    {
        missingSince ??= clock.GetTimestamp();
        return clock.GetElapsedTime(missingSince.Value) >= options.TailPatience;
    }

    private async Task<LogPage?> NextAsync(RabbitFeed from, CancellationToken cancellation)
    {
        while (!closedNext)
        {
            if (unacknowledged > 0)
            {
                await from.AcknowledgeAsync(unacknowledged, cancellation);
                unacknowledged = 0;
            }

            if (await TakeAsync(from, cancellation) is not { } entries)
            {
                return null;
            }

            unacknowledged = entries[^1].Tag;
            lacksFront |= mustBeginWith is { } first && entries[0].Offset != first;
            mustBeginWith = null;
            var records = RecordsOf(entries);
            if (records.Count > 0)
            {
                metrics.BatchesRead.Add(records.Count);
                return new LogPage(newest, records[^1].Offset + 1, records) { LacksFront = lacksFront };
            }
        }

        await EndFeedAsync();
        return new LogPage(Math.Max(newest, cursor.Incarnation + 1), cursor.Next, []);
    }

    /// <summary>Waits for entries. Null: this incarnation is an old one, and nothing came that says where it is closed.</summary>
    private async Task<List<RabbitEntry>?> TakeAsync(RabbitFeed from, CancellationToken cancellation)
    {
        if (newest == cursor.Incarnation)
        {
            return await from.TakeAsync(options.Prefetch, cancellation);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.TailPatience);
        try
        {
            return await from.TakeAsync(options.Prefetch, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private List<LogRecord> RecordsOf(List<RabbitEntry> entries)
    {
        var records = new List<LogRecord>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Kind == RabbitEntryKind.Closed)
            {
                closedNext = true;
                break;
            }

            if (entry.Kind == RabbitEntryKind.Batch && entry.Offset >= cursor.From)
            {
                records.Add(new LogRecord(cursor.Incarnation, entry.Offset, entry.Batch));
                if (entry.AppendedMs is { } appended)
                {
                    metrics.ReadAgeMs.Record(clock.GetUtcNow().ToUnixTimeMilliseconds() - (double)appended);
                }
            }
        }

        return records;
    }

    // The connection first: the channel of one that is gone closes without asking a broker that may stand still.
    private async ValueTask LetGoAsync()
    {
        await link.LetGoAsync();
        await EndFeedAsync();
    }

    private async ValueTask EndFeedAsync()
    {
        if (feed is not null)
        {
            await feed.DisposeAsync();
        }

        (feed, unacknowledged, closedNext, lacksFront) = (null, 0, false, false);
    }
}
