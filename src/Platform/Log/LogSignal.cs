using System.Threading.Channels;

namespace Croupier.Platform.Log;

/// <summary>
/// One reader's bell: how far the log is known to reach, and a token that wakes the reader. An announcement that reaches the reader twice (from this process
/// and from the server) costs no second look, because the reader compares it with what it has.
/// </summary>
internal sealed class LogSignal(Action<LogSignal> onDispose) : IDisposable
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock guard = new();
    private (uint Incarnation, long NextOffset) announced;
    private bool lookNow;

    public void Announce(uint incarnation, long nextOffset)
    {
        lock (guard)
        {
            if ((incarnation, nextOffset).CompareTo(announced) > 0)
            {
                announced = (incarnation, nextOffset);
            }
        }

        bell.Writer.TryWrite(true);
    }

    public void LookNow()
    {
        lock (guard)
        {
            lookNow = true;
        }

        bell.Writer.TryWrite(true);
    }

    /// <summary>Returns when the log is announced to reach past the cursor, or when it is time to look anyway.</summary>
    public async Task WaitAsync(LogCursor cursor, CancellationToken cancellation)
    {
        while (!IsTimeToLook(cursor))
        {
            await bell.Reader.ReadAsync(cancellation);
        }
    }

    public void Dispose() => onDispose(this);

    private bool IsTimeToLook(LogCursor cursor)
    {
        lock (guard)
        {
            // Either is used up by the look it leads to: after a crash the log may reach less far than was announced, and no look would find it.
            var now = lookNow || cursor.IsBehind(announced.Incarnation, announced.NextOffset);
            (announced, lookNow) = (default, false);
            return now;
        }
    }
}
