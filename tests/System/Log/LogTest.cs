using System.Text;
using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Log;

/// <summary>What tests of a log write and read with.</summary>
public abstract class LogTest
{
    protected const int Partition = 3;

    /// <summary>Ends a test that would otherwise wait for ever. A new one for each step.</summary>
    protected static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    /// <summary>Whether servers die while the test runs, so that batches may stand on the log twice.</summary>
    protected virtual bool MayRepeat => false;

    protected abstract Task<LogHarness> StartAsync(bool ownServer);

    protected static byte[] Batch(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Batch.Span);

    protected static LogPosition PositionOf(LogRecord record, int index = 0) => new(record.Incarnation, record.Offset, index);

    /// <summary>Appends the numbers from <paramref name="from"/> up to, not including, <paramref name="to"/>, one after the other.</summary>
    protected static async Task AppendAsync(ICommandLog log, int from, int to, int partition = Partition)
    {
        for (var i = from; i < to; i++)
        {
            await log.AppendAsync(partition, Batch($"{i}"), Patience);
        }
    }

    /// <summary>As above, and returns them as they stand on the log.</summary>
    protected async Task<List<LogRecord>> AppendAndReadAsync(ICommandLog log, int from, int to)
    {
        await AppendAsync(log, from, to);
        return await ReadAsync(log, LogPosition.Start, to - from);
    }

    internal LogReading Read(ICommandLog log, LogPosition after, int partition = Partition) => new(log, partition, after, MayRepeat ? Repeats.Any : Repeats.None, Patience);

    protected async Task<List<LogRecord>> ReadAsync(ICommandLog log, LogPosition after, int count, int partition = Partition)
    {
        await using var reading = Read(log, after, partition);
        return await reading.TakeAsync(count);
    }

    /// <summary>Offsets begin with 0; where servers die, the log may have needed more than one attempt at its own first entry.</summary>
    protected void ExpectFirst(LogRecord record) => Assert.InRange(record.Offset, 0, MayRepeat ? long.MaxValue : 0);

    /// <summary>The newest incarnation, and exactly so many batches in it; where servers die, at least so many.</summary>
    protected void ExpectExtent(LogExtent extent, uint incarnation, int batches)
    {
        Assert.Equal(incarnation, extent.Incarnation);
        Assert.Equal(0, extent.FirstOffset);
        Assert.InRange(extent.NextOffset, batches, MayRepeat ? long.MaxValue : batches);
    }
}
