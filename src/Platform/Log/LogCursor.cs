using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Log;

/// <summary>
/// Where a reader stands, and what each page it is given means: batches to hand on, a wait, the next incarnation, or an end with an exception. Pure; the reader
/// carries it out. Invariant: what is handed on is the log's batches one after the other, without one missing or twice, from the batch that
/// holds the position attached at.
/// </summary>
/// <param name="largestHole">Offsets that the log may leave out between two batches.</param>
internal sealed class LogCursor(int partition, LogPosition after, int largestHole = 0)
{
    private LogRecord? last;
    private bool mustProveLast;

    /// <summary>The incarnation to read.</summary>
    public uint Incarnation { get; private set; } = after.Incarnation;

    /// <summary>The first offset to read.</summary>
    public long From => mustProveLast ? last!.Value.Offset : Next;

    /// <summary>The first offset that was not handed on.</summary>
    public long Next { get; private set; } = Math.Max(after.Offset, 0);

    /// <summary>True when the next page must begin with the batch at <see cref="From"/>: the one attached at, or the last one handed on before the connection was lost.</summary>
    public bool NeedsFrom => mustProveLast || (last is null && after.Offset >= 0 && Incarnation == after.Incarnation);

    /// <summary>True when nothing was there but what was handed on: the reader waits to be woken.</summary>
    public bool CaughtUp { get; private set; }

    /// <summary>True when a later batch than any handed on is announced.</summary>
    public bool IsBehind(uint incarnation, long nextOffset) => (incarnation, nextOffset).CompareTo((Incarnation, Next)) > 0;

    /// <summary>
    /// The connection was lost, so the server may have crashed and its log may have turned back and grown again. What is lost is always an end: if the last
    /// batch handed on still stands, byte for byte, then so do all before it. The next page must begin with it.
    /// </summary>
    public void ConnectionWasLost() => mustProveLast = last is not null;

    public IReadOnlyList<LogRecord> Take(LogPage page)
    {
        CaughtUp = false;
        if (page.Incarnation < Incarnation)
        {
            throw Lost(page, $"its newest incarnation is {page.Incarnation}");
        }

        var run = page.LacksFront ? [] : RunFrom(From, page.Records);
        if (run.Count > 0)
        {
            return HandOn(run, page);
        }

        if (page.Incarnation > Incarnation)
        {
            // The operator has closed this incarnation, here or after a loss, and nothing stands next in it: go on with the one opened after it.
            (Incarnation, Next, mustProveLast) = (Incarnation + 1, 0, false);
            return [];
        }

        if (mustProveLast || page.NextOffset < Next)
        {
            throw Lost(page, $"it ends before {page.NextOffset}");
        }

        if (page.Records.Count > 0)
        {
            throw new LogGapException($"the log of partition {partition} lacks {Incarnation}:{Next}: next on it is {page.Records[0].Offset}");
        }

        if (NeedsFrom)
        {
            throw Lost(page, "it has nothing from there on");
        }

        if (page.NextOffset > Next)
        {
            throw new LogGapException($"the log of partition {partition} lacks {Incarnation}:{Next}: it should reach to {page.NextOffset}");
        }

        CaughtUp = true;
        return [];
    }

    /// <summary>The records that follow each other from <paramref name="offset"/>, with nothing missing between them.</summary>
    private List<LogRecord> RunFrom(long offset, IReadOnlyList<LogRecord> records)
    {
        var run = new List<LogRecord>(records.Count);
        var (next, hole) = (offset, NeedsFrom ? 0 : largestHole);
        foreach (var record in records)
        {
            if (record.Offset < next || record.Offset > next + hole)
            {
                break;
            }

            run.Add(record);
            (next, hole) = (record.Offset + 1, largestHole);
        }

        return run;
    }

    private List<LogRecord> HandOn(List<LogRecord> run, LogPage page)
    {
        if (mustProveLast)
        {
            if (!run[0].Batch.Span.SequenceEqual(last!.Value.Batch.Span))
            {
                throw new LogTurnedBackException(partition, Incarnation, last.Value.Offset);
            }

            mustProveLast = false;
            run.RemoveAt(0);
        }

        if (run.Count > 0)
        {
            last = run[^1];
            Next = run[^1].Offset + 1;
        }

        CaughtUp = page.Incarnation == Incarnation && page.NextOffset == Next;
        return run;
    }

    private Exception Lost(LogPage page, string found) => last is { } handedOn
        ? new LogTurnedBackException(partition, handedOn.Incarnation, handedOn.Offset)
        : new LogTailLostException(
            $"the log of partition {partition} does not reach the committed position {after}: {found} (it is at {page.Incarnation}:{page.NextOffset})");
}
