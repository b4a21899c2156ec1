using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Log;

/// <summary>
/// A reading of a log under test. Delivery is at least once: where servers die under the appenders, a group of batches whose confirm was lost stands on the log twice, and
/// what was delivered before is left out here.
/// </summary>
internal sealed class LogReading(ICommandLog log, int partition, LogPosition after, Repeats repeats, CancellationToken patience) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<LogRecord> records = log.ReadAsync(partition, after, patience).GetAsyncEnumerator(patience);
    private readonly List<LogRecord> read = [];

    public async Task<LogRecord> NextAsync()
    {
        do
        {
            Assert.True(await records.MoveNextAsync(), "a log's reading ended by itself");
        }
        while (IsRepeat(records.Current));
        read.Add(records.Current);
        return records.Current;
    }

    public async Task<List<LogRecord>> TakeAsync(int count)
    {
        var taken = new List<LogRecord>();
        while (taken.Count < count)
        {
            taken.Add(await NextAsync());
        }

        return taken;
    }

    public ValueTask DisposeAsync() => records.DisposeAsync();

    private bool IsRepeat(LogRecord record) => repeats switch
    {
        Repeats.None => false,
        Repeats.OfTheLast => read.Count > 0 && AreSame(read[^1], record),
        _ => read.Exists(earlier => AreSame(earlier, record)),
    };

    private static bool AreSame(LogRecord left, LogRecord right) => left.Batch.Span.SequenceEqual(right.Batch.Span);
}

/// <summary>Which batches that were delivered before are left out.</summary>
internal enum Repeats
{
    None,

    /// <summary>Of the batch before: for a test that appends a batch several times on purpose, one at a time.</summary>
    OfTheLast,

    Any,
}
