using Croupier.Kernel.Ports;
using Croupier.Kernel;
using Croupier.Platform.Tokens;
using Croupier.Platform.Draining;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Identity;

/// <summary>
/// Accounts and sessions. Owns the schema <c>vault</c>, the only place of personal data; the ledger knows players by pseudonym alone, and the account's state
/// (unverified, active, …) lives in the partition: this role only asks for it. Called by the gateway.
/// It holds that: a name locks after so many wrong passwords, whoever asks and from however many connections; an unknown name and a wrong
/// password get the same answer in the same time; a refresh token works once, and a second use ends its session; a session that was
/// signed out is known as revoked from the moment its sign-out is stored, and after a restart.
/// </summary>
public sealed class IdentityRole : IRole, IIdentity, ISessions
{
    /// <summary>Rows that one sweep removes at most, of each table.</summary>
    private const int ForgetLimit = 1000;

    /// <summary>How far back a sweep looks for revocations of other processes: longer than a clock is wrong and a sweep is late.</summary>
    private static readonly TimeSpan SweepOverlap = TimeSpan.FromMinutes(5);

    private readonly IdentityOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly IdentityMetrics metrics = new();
    private readonly RoleLife life = new(Role.Identity);
    private readonly SigningKeys signingKeys;
    private readonly AccessTokens tokens;
    private readonly SessionKeys sessionKeys;
    private readonly RevokedSessions revoked;
    private readonly PlayerStore players;
    private readonly SessionStore sessions;
    private readonly AttemptStore attempts;
    private readonly PlayerOpening opening;
    private readonly PasswordGate passwords;
    private readonly NameTurns turns = new();
    private readonly VaultCipher cipher;
    private readonly BlindIndex index;
    private readonly CancellationTokenSource stopping = new();
    private Task sweeping = Task.CompletedTask;

    public IdentityRole(IdentityOptions options, NpgsqlDataSource dataSource, ILedger ledger, TimeProvider clock, ILoggerFactory loggers)
    {
        options.Check();
        this.options = options;
        this.clock = clock;
        logger = loggers.CreateLogger<IdentityRole>();
        signingKeys = new SigningKeys(options.SigningKeys);
        tokens = new AccessTokens(options, signingKeys, clock);
        sessionKeys = new SessionKeys(options.MasterSecret);
        revoked = new RevokedSessions(() => options.SessionLife, clock);
        players = new PlayerStore(dataSource);
        sessions = new SessionStore(dataSource);
        attempts = new AttemptStore(dataSource, options, clock);
        opening = new PlayerOpening(options, players, ledger, clock, logger);
        passwords = new PasswordGate(options);
        cipher = new VaultCipher(options.VaultKeys);
        index = new BlindIndex(options.BlindIndexKey);
    }

    public Role Role => Role.Identity;

    public Task Completion => sweeping;

    /// <summary>Without a key that signs there is no role. The vault being away is no reason: sessions go on without it, and nobody else could sign in.</summary>
    public RoleReadiness Readiness => life.Readiness(Completion);

    public string JwksJson => signingKeys.JwksJson;

    public async Task StartAsync(CancellationToken cancellation)
    {
        passwords.WarmUp();
        revoked.Add(await sessions.RevokedSinceAsync(revoked.ForgottenBeforeUnixMs, cancellation));
        sweeping = SweepAsync(stopping.Token);
        life.Start();
    }

    /// <summary>Answers what was asked. Tokens and revocations are judged to the end.</summary>
    public Task DrainAsync(CancellationToken deadline) => life.DrainAsync(deadline);

    /// <summary>1. Check what was asked. 2. Hash. 3. Write the row, with its commands' ids. 4. Open the player in the partition. 5. Mark the row open.</summary>
    public async Task<(Status Status, PlayerId? Player)> SignUpAsync(string email, string password, CancellationToken cancellation)
    {
        if (!EmailAddress.TryParse(email, out var address) || !PasswordRules.IsAcceptable(password, address)) // 1
        {
            return Counted("sign-up", Status.Malformed, default(PlayerId?));
        }

        try
        {
            using var call = life.Begin();
            var player = PlayerId.New(clock, PartitionChoice.Choose(options, System.Security.Cryptography.RandomNumberGenerator.GetInt32));
            var hash = await passwords.HashAsync(password, cancellation); // 2
            var row = new PlayerRow(player, hash, OpeningState.Opening, CommandId.New(clock), CommandId.New(clock));
            var key = index.Of(address);
            if (!await players.TryAddAsync(row, key, cipher.Seal(player, "email", address.Text), clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellation)) // 3
            {
                // The same person, whose first try got no answer, is let through to the end of it; everybody else is told that the name is taken.
                var taken = await players.FindAsync(key, cancellation);
                if (taken is not { State: OpeningState.Opening } || await CheckPasswordAsync(key, password, cancellation) is not { } same)
                {
                    return Counted("sign-up", Status.NameTaken, default(PlayerId?));
                }

                row = same;
            }

            await opening.FinishAsync(row, cancellation); // 4, 5
            return Counted("sign-up", Status.Accepted, (PlayerId?)row.Player);
        }
        catch (BusyException)
        {
            return Counted("sign-up", Status.Busy, default(PlayerId?));
        }
        catch (LedgerUnavailableException unavailable)
        {
            // The row stays: the next sign-in or the sweep finishes it with the same ids.
            return Counted("sign-up", unavailable.Status, default(PlayerId?));
        }
    }

    public async Task<(Status Status, SignedIn? Session)> SignInAsync(string email, string password, CancellationToken cancellation)
    {
        // What can't be a name or a password of anyone costs no hash, and says nothing about who exists.
        if (!EmailAddress.TryParse(email, out var address) || !PasswordRules.CanBeOne(password))
        {
            return Counted("sign-in", Status.WrongCredentials, default(SignedIn));
        }

        try
        {
            using var call = life.Begin();
            if (await CheckPasswordAsync(index.Of(address), password, cancellation) is not { } row)
            {
                return Counted("sign-in", Status.WrongCredentials, default(SignedIn));
            }

            if (row.State == OpeningState.Opening)
            {
                await opening.FinishAsync(row, cancellation);
            }

            var (session, now) = (SessionId.New(clock), clock.GetUtcNow());
            var (refresh, refreshHash) = RefreshToken.New();
            await sessions.OpenAsync(
                session, row.Player, now.ToUnixTimeMilliseconds(), (now + options.SessionLife).ToUnixTimeMilliseconds(), refreshHash, (now + options.SessionIdleLife).ToUnixTimeMilliseconds(), cancellation);
            return Counted("sign-in", Status.Accepted, SignedInAs(row.Player, session, refresh));
        }
        catch (BusyException)
        {
            return Counted("sign-in", Status.Busy, default(SignedIn));
        }
        catch (LedgerUnavailableException unavailable)
        {
            return Counted("sign-in", unavailable.Status, default(SignedIn));
        }
    }

    public async Task<(Status Status, SignedIn? Session)> RefreshAsync(string refreshToken, CancellationToken cancellation)
    {
        if (!RefreshToken.TryHash(refreshToken, out var used))
        {
            return Counted("refresh", Status.NotAuthenticated, default(SignedIn));
        }

        using var call = life.Begin();
        var now = clock.GetUtcNow();
        var (next, nextHash) = RefreshToken.New();
        var (outcome, session, player) = await sessions.RotateAsync(
            used, nextHash, now.ToUnixTimeMilliseconds(), (now + options.SessionIdleLife).ToUnixTimeMilliseconds(), cancellation);
        switch (outcome)
        {
            case RefreshOutcome.Refreshed:
                return Counted("refresh", Status.Accepted, SignedInAs(player, session, next));
            case RefreshOutcome.Reused:
                revoked.Add(session, now.ToUnixTimeMilliseconds());
                logger.LogWarning("A refresh token of session {Session} of player {Player} was used twice: the session is revoked", session, player);
                return Counted("refresh", Status.SessionRevoked, default(SignedIn));
            default:
                return Counted("refresh", Status.NotAuthenticated, default(SignedIn));
        }
    }

    public async Task SignOutAsync(SessionId session, CancellationToken cancellation)
    {
        using var call = life.Begin();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await sessions.RevokeAsync(session, now, cancellation);
        revoked.Add(session, now);
    }

    public (Status Status, AccessGrant? Grant) Verify(string accessToken)
    {
        var (status, grant) = tokens.Verify(accessToken);
        return grant is not null && IsRevoked(grant.Session) ? (Status.SessionRevoked, null) : (status, grant);
    }

    public ValueTask<byte[]?> KeyOfAsync(SessionId session, string accessToken, CancellationToken cancellation) =>
        ValueTask.FromResult(Verify(accessToken).Grant?.Session == session ? sessionKeys.Of(session) : null);

    public bool IsRevoked(SessionId session) => revoked.Contains(session);

    public IDisposable FollowRevocations(Action<IReadOnlyList<RevokedSession>> onRevoked) => revoked.Follow(onRevoked);

    public TokenRules TokenRules => options.TokenRules;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sweeping;
        stopping.Dispose();
        passwords.Dispose();
        turns.Dispose();
        signingKeys.Dispose();
        metrics.Dispose();
    }

    /// <summary>The account whose password this is, or null. Counts the attempt before it compares, and takes as long for a name without an account.</summary>
    private Task<PlayerRow?> CheckPasswordAsync(byte[] key, string password, CancellationToken cancellation) =>
        turns.TakeAsync<PlayerRow?>(
            key,
            async () =>
            {
                if (!await attempts.TryCountAsync(key, cancellation))
                {
                    // Locked, with or without an account: there is nothing to compare, and a flood of guesses costs no hashing.
                    return null;
                }

                var row = await players.FindAsync(key, cancellation);
                var check = await passwords.CheckAsync(row?.PasswordHash, password, cancellation);
                if (row is null || !check.Matches)
                {
                    return null;
                }

                await attempts.ClearAsync(key, cancellation);
                if (check.Renewed is { } renewed)
                {
                    await players.RenewHashAsync(row.Player, row.PasswordHash, renewed, cancellation);
                }

                return row;
            },
            cancellation);

    private SignedIn SignedInAs(PlayerId player, SessionId session, string refreshToken)
    {
        var (token, expires) = tokens.Issue(player, session);
        return new SignedIn(player, session, sessionKeys.Of(session), token, expires, refreshToken);
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.SweepInterval, clock);
        try
        {
            do
            {
                try
                {
                    await opening.SweepAsync(cancellation);
                    await attempts.ForgetAsync(ForgetLimit, cancellation);
                    await sessions.ForgetAsync(revoked.ForgottenBeforeUnixMs, ForgetLimit, cancellation);
                    revoked.Forget();

                    // Another process of this role may have stored one and ended before it told anybody.
                    revoked.Add(await sessions.RevokedSinceAsync((clock.GetUtcNow() - SweepOverlap).ToUnixTimeMilliseconds(), cancellation));
                }
                catch (NpgsqlException failed)
                {
                    logger.LogWarning(failed, "The vault can't be swept now; the next sweep tries again");
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The role stops.
        }
    }

    private (Status Status, T Value) Counted<T>(string request, Status status, T value)
    {
        metrics.Count(request, status);
        return (status, value);
    }
}
