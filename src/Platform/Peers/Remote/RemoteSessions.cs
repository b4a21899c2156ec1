using System.Collections.Immutable;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Links;
using Croupier.Platform.Tokens;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Remote;

/// <summary>
/// <see cref="ISessions"/> in a process without identity. It follows all identity processes, each of which tells its public keys and every revocation, so that a token is
/// checked here without a call and a revocation reaches open sockets at once. A session's key it asks for, with a token of that session, and does not keep.
/// </summary>
public sealed class RemoteSessions : RemotePort, ISessions, IAsyncDisposable
{
    private static readonly TokenRules NoRules = new("", "", TimeSpan.Zero, TimeSpan.FromDays(1));

    private readonly LinkStreams following;
    private readonly ITimer forgetting;
    private readonly RevokedSessions revoked;
    private volatile Known known = new(NoRules, [], null);
    private long heardAt;
    private int followed;
    private volatile bool everKnown;

    public RemoteSessions(PeerLinks links)
        : base(links, Role.Identity)
    {
        revoked = new RevokedSessions(() => known.Rules.SessionLife, links.Clock);
        heardAt = links.Clock.GetTimestamp();
        forgetting = links.Clock.CreateTimer(_ => revoked.Forget(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        following = Links.Attach("sessions", FollowAsync);
    }

    /// <summary>Once everything was heard, it stays ready for a while without identity: who plays goes on, and one restart of identity turns no gateway away.</summary>
    public override string? WhyNotReady => !everKnown ? Links.WhyNotReady ?? "revocations are not known yet"
        : Volatile.Read(ref followed) > 0 || Peers.Clock.GetElapsedTime(Volatile.Read(ref heardAt)) < Peers.Options.SessionsStaleAfter ? null
        : $"revocations are not heard: {Links.WhyNotReady ?? "identity does not tell them"}";

    public string JwksJson => known.Keys.IsEmpty ? """{"keys":[]}""" : known.Keys.First().Value.JwksJson;

    public TokenRules TokenRules => known.Rules;

    public override async Task UntilReadyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = Links.Changed.Next;
            if (IsReady)
            {
                return;
            }

            await next.WaitAsync(cancellation);
        }
    }

    public (Status Status, AccessGrant? Grant) Verify(string accessToken)
    {
        if (known.Verifier is not { } verifier)
        {
            return (Status.Unavailable, null);
        }

        var (status, grant) = verifier.Verify(accessToken);
        return grant is not null && IsRevoked(grant.Session) ? (Status.SessionRevoked, null) : (status, grant);
    }

    public async ValueTask<byte[]?> KeyOfAsync(SessionId session, string accessToken, CancellationToken cancellation)
    {
        var request = new GetKeyRequest { Session = session.Value.ToBytes(), AccessToken = accessToken };
        var answer = await CallAsync(PeerMethods.GetKey, request, SessionKey.Parser, cancellation);
        return answer.Key.IsEmpty ? null : answer.Key.ToByteArray();
    }

    public bool IsRevoked(SessionId session) => revoked.Contains(session);

    public IDisposable FollowRevocations(Action<IReadOnlyList<RevokedSession>> onRevoked) => revoked.Follow(onRevoked);

    public async ValueTask DisposeAsync()
    {
        await following.DisposeAsync();
        await forgetting.DisposeAsync();
    }

    private async Task FollowAsync(PeerLink link, LinkSession session, CancellationToken cancellation)
    {
        var complete = false;
        try
        {
            await foreach (var frame in session.Channel.ReadAsync(PeerMethods.Follow, new FollowRequest(), SessionsFrame.Parser, cancellation))
            {
                if (frame.Keys is { } keys)
                {
                    Learn(link, keys);
                }

                revoked.Add(SessionMessages.ReadRevoked(frame.Revoked));
                if (frame.AllKnown && !complete)
                {
                    complete = true;
                    Interlocked.Increment(ref followed);
                    everKnown = true;
                    Links.Changed.Raise();
                }
            }
        }
        finally
        {
            if (complete)
            {
                Volatile.Write(ref heardAt, Peers.Clock.GetTimestamp());
                Interlocked.Decrement(ref followed);
            }
        }
    }

    // Keys of every process are believed: while one has been restarted with a new key, the others still sign with the old.
    private void Learn(PeerLink link, TokenKeys told)
    {
        lock (forgetting)
        {
            var before = known;
            var keys = before.Keys.Where(one => !one.Key.Gone.IsCancellationRequested).ToImmutableDictionary();
            if (!keys.TryGetValue(link, out var same) || same.JwksJson != told.JwksJson)
            {
                keys = keys.SetItem(link, VerifyingKeys.Parse(told.JwksJson));
            }

            var rules = SessionMessages.ReadRules(told);
            known = new Known(rules, keys, new TokenVerifier(rules, Find, Peers.Clock));
        }
    }

    private ECDsa? Find(string kid)
    {
        foreach (var keys in known.Keys.Values)
        {
            if (keys.Find(kid) is { } key)
            {
                return key;
            }
        }

        return null;
    }

    private sealed record Known(TokenRules Rules, ImmutableDictionary<PeerLink, VerifyingKeys> Keys, TokenVerifier? Verifier);
}
