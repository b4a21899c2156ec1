using System.Collections.Concurrent;
using Croupier.Kernel;

namespace Croupier.Platform.Identity;

/// <summary>
/// Sessions that were ended while a token of theirs may still live. Older ones are forgotten: their last token has expired and they get no other. So
/// the memory is bounded by the sign-outs of <see cref="IdentityOptions.SessionLife"/>.
/// </summary>
internal sealed class RevokedSessions(TimeSpan rememberFor, TimeProvider clock)
{
    private readonly ConcurrentDictionary<SessionId, long> revokedUnixMs = new();

    /// <summary>Sessions revoked before this need not be known any more.</summary>
    public long ForgottenBeforeUnixMs => (clock.GetUtcNow() - rememberFor).ToUnixTimeMilliseconds();

    public void Add(SessionId session, long unixMs) => revokedUnixMs.TryAdd(session, unixMs);

    public bool Contains(SessionId session) => revokedUnixMs.ContainsKey(session);

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
}
