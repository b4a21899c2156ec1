using System.Text;
using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Log;

/// <summary>What tests of a log write and read with.</summary>
public abstract class LogTest
{
    protected const int Partition = 3;

    /// <summary>Ends a test that would otherwise wait for ever. A new one for each step.</summary>
    protected static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    protected abstract Task<LogHarness> StartAsync(bool ownServer);

    protected static byte[] Batch(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Batch.Span);

    /// <summary>Appends the numbers from <paramref name="from"/> up to, not including, <paramref name="to"/>, one after the other.</summary>
    protected static async Task AppendAsync(ICommandLog log, int from, int to, int partition = Partition)
    {
        for (var i = from; i < to; i++)
        {
            await log.AppendAsync(partition, Batch($"{i}"), Patience);
        }
    }

    protected static async Task<List<LogRecord>> ReadAsync(ICommandLog log, LogPosition after, int count, int partition = Partition)
    {
        var read = new List<LogRecord>();
        await foreach (var record in log.ReadAsync(partition, after, Patience))
        {
            read.Add(record);
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }
}
