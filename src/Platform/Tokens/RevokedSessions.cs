using System.Collections.Concurrent;
using System.Collections.Immutable;
using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Tokens;

/// <summary>
/// Sessions that were ended while a token of theirs may still live. Older ones are forgotten: their last token has expired and they get no other. So
/// the memory is bounded by the sign-outs of one session's life. A follower is told all of them first, and then each as it comes, with none left out between.
/// </summary>
internal sealed class RevokedSessions(Func<TimeSpan> rememberFor, TimeProvider clock)
{
    private readonly ConcurrentDictionary<SessionId, long> revokedUnixMs = new();
    private readonly Lock gate = new();
    private ImmutableList<Action<IReadOnlyList<RevokedSession>>> followers = [];

    /// <summary>Sessions revoked before this need not be known any more.</summary>
    public long ForgottenBeforeUnixMs => (clock.GetUtcNow() - rememberFor()).ToUnixTimeMilliseconds();

    public int Count => revokedUnixMs.Count;

    public void Add(SessionId session, long unixMs) => Add([new RevokedSession(session, unixMs)]);

    public void Add(IEnumerable<RevokedSession> sessions)
    {
        lock (gate)
        {
            var fresh = sessions.Where(one => revokedUnixMs.TryAdd(one.Session, one.UnixMs)).ToList();
            if (fresh.Count > 0)
            {
                followers.ForEach(tell => tell(fresh));
            }
        }
    }

    public bool Contains(SessionId session) => revokedUnixMs.ContainsKey(session);

    /// <summary>Calls at once with all that are known, and later with each that is new, one call after the other. Dispose to stop.</summary>
    public IDisposable Follow(Action<IReadOnlyList<RevokedSession>> onRevoked)
    {
        lock (gate)
        {
            onRevoked([.. revokedUnixMs.Select(one => new RevokedSession(one.Key, one.Value))]);
            followers = followers.Add(onRevoked);
        }

        return new Following(this, onRevoked);
    }

    public void Forget()
    {
        var before = ForgottenBeforeUnixMs;
        foreach (var (session, unixMs) in revokedUnixMs)
        {
            if (unixMs < before)
            {
                revokedUnixMs.TryRemove(session, out _);
            }
        }
    }

    private sealed class Following(RevokedSessions sessions, Action<IReadOnlyList<RevokedSession>> onRevoked) : IDisposable
    {
        public void Dispose()
        {
            lock (sessions.gate)
            {
                sessions.followers = sessions.followers.Remove(onRevoked);
            }
        }
    }
}
