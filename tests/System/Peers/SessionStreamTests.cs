using System.Diagnostics;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Remote;

namespace Croupier.Tests.System.Peers;

/// <summary>Revocations and keys in a process without identity.</summary>
public sealed class SessionStreamTests
{
    [PostgresFact]
    public async Task A_revocation_arrives_within_a_second_and_one_made_while_it_was_away_with_the_connection()
    {
        await using var scene = await PeerScene.StartAsync();
        var proxy = scene.Proxy();
        var sessions = scene.Keep(new RemoteSessions(scene.Links("gateway", proxy.Address)));
        await sessions.UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        var (first, second) = (await SignInAsync(scene), await SignInAsync(scene));

        var began = Stopwatch.GetTimestamp();
        await scene.Platform.Identity.SignOutAsync(first.Session, default);
        await Until.TrueAsync(() => sessions.IsRevoked(first.Session), "the revocation is here");
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1), $"it took {Stopwatch.GetElapsedTime(began)}");

        proxy.Cut(forGood: true);
        await scene.Platform.Identity.SignOutAsync(second.Session, default);
        await Until.TrueAsync(() => scene.Logged.Lines.Any(line => line.Contains("not connected to Identity", StringComparison.Ordinal)), "the loss is seen");

        // Tokens are still judged here, by what is known; and who was playing goes on.
        Assert.Equal(Status.Accepted, sessions.Verify(second.AccessToken).Status);
        Assert.True(sessions.IsReady);
        proxy.LetThrough();
        await Until.TrueAsync(() => sessions.IsRevoked(second.Session), "what was missed is told with the new connection");
        Assert.Equal(Status.SessionRevoked, sessions.Verify(second.AccessToken).Status);
    }

    [PostgresFact]
    public async Task Without_identity_no_key_is_given_and_in_time_the_gateway_is_not_ready()
    {
        await using var scene = await PeerScene.StartAsync();
        var proxy = scene.Proxy();
        var sessions = scene.Keep(new RemoteSessions(scene.Links(
            "gateway", options => options with { SessionsStaleAfter = TimeSpan.FromMilliseconds(500), PickWithin = TimeSpan.FromMilliseconds(100) }, proxy.Address)));
        Assert.Equal((Status.Unavailable, null), sessions.Verify("anything"));
        await sessions.UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        var session = await SignInAsync(scene);

        proxy.Cut(forGood: true);
        var unavailable = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await sessions.KeyOfAsync(session.Session, session.AccessToken, default));

        Assert.Equal(Status.Unavailable, unavailable.Status);
        await Until.TrueAsync(() => !sessions.IsReady, "it is not ready");
        proxy.LetThrough();
        await Until.TrueAsync(() => sessions.IsReady, "it is ready again");
        Assert.Equal(session.SessionKey, await sessions.KeyOfAsync(session.Session, session.AccessToken, default));
    }

    [PostgresFact]
    public async Task Nothing_secret_is_in_what_is_logged_or_thrown()
    {
        await using var scene = await PeerScene.StartAsync();
        var proxy = scene.Proxy();
        var links = scene.Links("gateway", options => options with { CallWithin = TimeSpan.FromMilliseconds(400), PickWithin = TimeSpan.FromMilliseconds(100), ProveEvery = TimeSpan.FromMinutes(1) }, proxy.Address);
        var (identity, sessions) = (new RemoteIdentity(links), scene.Keep(new RemoteSessions(links)));
        await sessions.UntilReadyAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 0);
        SignedIn session = null!;
        await Until.TrueAsync(async () => (session = (await identity.SignInAsync(player.Email, PeerPlayer.Password, default)).Session!) is not null, "the player is signed in");
        var said = new List<string>();

        proxy.Hold();
        Assert.Equal((Status.Unavailable, null), await identity.SignInAsync(player.Email, PeerPlayer.Password, default));
        Assert.Equal((Status.Unavailable, null), await identity.RefreshAsync(session.RefreshToken, default));
        said.Add((await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await sessions.KeyOfAsync(session.Session, session.AccessToken, default))).ToString());
        proxy.Resume();
        proxy.Cut(forGood: true);
        said.Add((await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await sessions.KeyOfAsync(session.Session, session.AccessToken, default))).ToString());

        said.AddRange(scene.Logged.Lines);
        foreach (var secret in new[] { PeerPlayer.Password, player.Email, session.AccessToken, session.RefreshToken, Convert.ToHexString(session.SessionKey) })
        {
            Assert.DoesNotContain(said, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static async Task<SignedIn> SignInAsync(PeerScene scene)
    {
        var player = await PeerPlayer.NewAsync(scene.Platform, cents: 0);
        return (await scene.Platform.Identity.SignInAsync(player.Email, PeerPlayer.Password, default)).Session!;
    }
}
