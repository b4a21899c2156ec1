using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Gateway.Play;

/// <summary>Where in the chain of blocks something stands. Ordered.</summary>
internal readonly record struct SeenPosition(long Block, int Entry) : IComparable<SeenPosition>
{
    public int CompareTo(SeenPosition other) => (Block, Entry).CompareTo((other.Block, other.Entry));

    public static bool operator <(SeenPosition left, SeenPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(SeenPosition left, SeenPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(SeenPosition left, SeenPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SeenPosition left, SeenPosition right) => left.CompareTo(right) >= 0;
}

/// <summary>Who speaks on one connection, until when, and how much of the player's money this device has been told.</summary>
internal sealed class PlaySession(PlayerId player, SessionId session, long tokenExpiresUnixMs)
{
    private readonly Lock gate = new();
    private long expires = tokenExpiresUnixMs;
    private SeenPosition seen;

    public PlayerId Player { get; } = player;

    public SessionId Session { get; } = session;

    public long TokenExpiresUnixMs
    {
        get => Volatile.Read(ref expires);
        set => Volatile.Write(ref expires, value);
    }

    /// <summary>The newest place that this device's answers came from: a balance it asks for is never older.</summary>
    public SeenPosition Seen
    {
        get
        {
            lock (gate)
            {
                return seen;
            }
        }
    }

    public void Saw(SeenPosition position)
    {
        lock (gate)
        {
            seen = position > seen ? position : seen;
        }
    }

    public void Saw(StoredResult stored) => Saw(new SeenPosition(stored.BlockSequence, stored.EntryIndex));
}
