using System.Diagnostics;
using System.Security.Cryptography;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Identity;
using Croupier.Tests.System.Wallet;

namespace Croupier.Tests.System.Identity;

public sealed class IdentityTests(SharedMoneyPlatform shared) : IClassFixture<SharedMoneyPlatform>, IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ShiftedClock clock = new();
    private IdentityOptions options = null!;
    private MoneyPlatform platform = null!;
    private UnsureLedger ledger = null!;
    private IdentityRole identity = null!;

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Missing is not null)
        {
            return;
        }

        options = new IdentityOptions
        {
            SigningKeys = [key],
            MasterSecret = RandomNumberGenerator.GetBytes(32),
            VaultKeys = [new VersionedKey(1, RandomNumberGenerator.GetBytes(32))],
            BlindIndexKey = RandomNumberGenerator.GetBytes(32),
            VerifyPlayersImmediately = true,
            PasswordIterations = 10_000,
            SweepInterval = TimeSpan.FromMilliseconds(100),
        };
        platform = shared.Platform;
        ledger = new UnsureLedger(platform.ClientOf(Role.Identity));
        identity = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (platform is not null)
        {
            await identity.DisposeAsync();
        }

        key.Dispose();
    }

    [PostgresFact]
    public async Task Who_signs_up_signs_in_with_any_spelling_of_the_name_and_may_play_at_once()
    {
        var (status, player) = await identity.SignUpAsync("Ada@Example.org", Password, default);
        Assert.Equal(Status.Accepted, status);

        var (signedIn, session) = await identity.SignInAsync(" ada@example.ORG", Password, default);
        Assert.Equal(Status.Accepted, signedIn);
        Assert.Equal(player, session!.Player);
        Assert.Equal(session.SessionKey, await identity.KeyOfAsync(session.Session, session.AccessToken, default));
        Assert.Equal((Status.Accepted, session.Session), (identity.Verify(session.AccessToken).Status, identity.Verify(session.AccessToken).Grant!.Session));

        // Only an active player may open a deposit: the partition knows the state.
        var wallet = platform.ClientOf(Role.Wallet);
        await MoneyPlatform.AcceptAsync(wallet, new OpenDeposit(MoneyPlatform.NewId(), player!.Value, MoneyPlatform.Euro, Assets.Euro.FromMinor(100), 1, long.MaxValue));
    }

    [PostgresFact]
    public async Task A_player_whom_nobody_verified_is_unverified()
    {
        await using var strict = await StartAsync(options with { VerifyPlayersImmediately = false });
        var (_, player) = await strict.SignUpAsync("b@example.org", Password, default);
        var wallet = platform.ClientOf(Role.Wallet);
        var deposit = await wallet.SubmitAsync(new OpenDeposit(MoneyPlatform.NewId(), player!.Value, MoneyPlatform.Euro, Assets.Euro.FromMinor(100), 1, long.MaxValue), default);
        Assert.Equal(Status.PlayerUnverified, deposit.Status);
    }

    [PostgresFact]
    [Trait("Requirement", "M9")]
    public async Task Of_ten_at_once_one_gets_the_name()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => identity.SignUpAsync("c@example.org", $"{Password} {i}", default)));
        Assert.Equal(1, all.Count(a => a.Status == Status.Accepted));
        Assert.Equal(9, all.Count(a => a.Status == Status.NameTaken));
    }

    [PostgresTheory]
    [InlineData("no address", Password)]
    [InlineData("d@example.org", "short")]
    [InlineData("d@example.org", "d@example.org")]
    public async Task What_cannot_be_a_name_or_password_is_malformed(string email, string password) =>
        Assert.Equal(Status.Malformed, (await identity.SignUpAsync(email, password, default)).Status);

    [PostgresFact]
    [Trait("Requirement", "M9")]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer_in_about_the_same_time()
    {
        await using var dear = await StartAsync(options with { PasswordIterations = 300_000, LockAfter = 1000 });
        await dear.SignUpAsync("e@example.org", Password, default);
        var (known, unknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 5; i++)
        {
            known = Min(known, await TimeAsync(() => dear.SignInAsync("e@example.org", "wrong password", default)));
            unknown = Min(unknown, await TimeAsync(() => dear.SignInAsync("nobody@example.org", "wrong password", default)));
        }

        Assert.InRange(unknown / known, 0.6, 1.67);

        static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
        static async Task<TimeSpan> TimeAsync(Func<Task<(Status Status, SignedIn? Session)>> attempt)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(Status.WrongCredentials, (await attempt()).Status);
            return watch.Elapsed;
        }
    }

    [PostgresTheory]
    [InlineData("f@example.org")]
    [InlineData("nobody@example.org")]
    [Trait("Requirement", "M9")]
    public async Task Three_wrong_passwords_lock_a_name_for_half_an_hour_and_over_a_restart_whether_it_exists_or_not(string name)
    {
        await identity.SignUpAsync("f@example.org", Password, default);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Status.WrongCredentials, (await identity.SignInAsync(name, "wrong password", default)).Status);
        }

        Assert.Equal(Status.WrongCredentials, (await identity.SignInAsync(name, Password, default)).Status);
        await identity.DisposeAsync();
        identity = await StartAsync();
        clock.Ahead = TimeSpan.FromMinutes(29);
        Assert.Equal(Status.WrongCredentials, (await identity.SignInAsync(name, Password, default)).Status);
        clock.Ahead = TimeSpan.FromMinutes(31);
        Assert.Equal(name == "f@example.org" ? Status.Accepted : Status.WrongCredentials, (await identity.SignInAsync(name, Password, default)).Status);
    }

    [PostgresFact]
    [Trait("Requirement", "M9")]
    public async Task Of_guesses_at_once_no_more_than_three_are_compared()
    {
        await identity.SignUpAsync("g@example.org", Password, default);
        await using var second = await StartAsync();
        var guesses = Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? identity : second).SignInAsync("g@example.org", "wrong password", default));
        await Task.WhenAll(guesses);
        Assert.Equal(3L, await platform.Database.ScalarAsync<long>("SELECT max(cardinality(failures_unix_ms))::bigint FROM vault.attempts"));
        Assert.Equal(Status.WrongCredentials, (await second.SignInAsync("g@example.org", Password, default)).Status);
    }

    [PostgresFact]
    public async Task Two_wrong_passwords_lock_nothing_and_a_right_one_clears_them_also_when_many_devices_sign_in_at_once()
    {
        await identity.SignUpAsync("h@example.org", Password, default);
        for (var round = 0; round < 3; round++)
        {
            await identity.SignInAsync("h@example.org", "wrong password", default);
            await identity.SignInAsync("h@example.org", "wrong password", default);
            Assert.Equal(Status.Accepted, (await identity.SignInAsync("h@example.org", Password, default)).Status);
        }

        var devices = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => identity.SignInAsync("h@example.org", Password, default)));
        Assert.All(devices, d => Assert.Equal(Status.Accepted, d.Status));
    }

    [PostgresFact]
    public async Task A_refresh_token_works_once_and_its_second_use_ends_the_session()
    {
        var session = await SignedInAsync("i@example.org");
        var (status, next) = await identity.RefreshAsync(session.RefreshToken, default);
        Assert.Equal(Status.Accepted, status);
        Assert.Equal((session.Session, session.Player), (next!.Session, next.Player));
        Assert.Equal(session.SessionKey, next.SessionKey);

        Assert.Equal(Status.SessionRevoked, (await identity.RefreshAsync(session.RefreshToken, default)).Status);
        Assert.True(identity.IsRevoked(session.Session));
        Assert.Equal(Status.SessionRevoked, identity.Verify(next.AccessToken).Status);
        Assert.Equal(Status.NotAuthenticated, (await identity.RefreshAsync(next.RefreshToken, default)).Status);
        Assert.Equal(Status.NotAuthenticated, (await identity.RefreshAsync("made up", default)).Status);
    }

    [PostgresFact]
    public async Task Of_two_refreshes_at_once_one_is_a_reuse()
    {
        var session = await SignedInAsync("j@example.org");
        var both = await Task.WhenAll(identity.RefreshAsync(session.RefreshToken, default), identity.RefreshAsync(session.RefreshToken, default));
        Assert.Equal([Status.Accepted, Status.SessionRevoked], both.Select(b => b.Status).Order());
        Assert.True(identity.IsRevoked(session.Session));
    }

    [PostgresFact]
    [Trait("Requirement", "M9")]
    public async Task An_idle_session_ends_and_no_session_is_refreshed_past_its_life()
    {
        var session = await SignedInAsync("k@example.org");
        clock.Ahead = TimeSpan.FromMinutes(31);
        Assert.Equal(Status.NotAuthenticated, (await identity.RefreshAsync(session.RefreshToken, default)).Status);

        clock.Ahead = TimeSpan.Zero;
        var busy = (await identity.SignInAsync("k@example.org", Password, default)).Session!;
        for (var minutes = 20; minutes < 24 * 60; minutes += 20)
        {
            clock.Ahead = TimeSpan.FromMinutes(minutes);
            busy = (await identity.RefreshAsync(busy.RefreshToken, default)).Session!;
        }

        clock.Ahead = TimeSpan.FromHours(24);
        Assert.Equal(Status.NotAuthenticated, (await identity.RefreshAsync(busy.RefreshToken, default)).Status);
    }

    [PostgresFact]
    [Trait("Requirement", "M13")]
    public async Task A_signed_out_session_is_revoked_at_once_and_after_a_restart()
    {
        var session = await SignedInAsync("l@example.org");
        var other = (await identity.SignInAsync("l@example.org", Password, default)).Session!;
        await identity.SignOutAsync(session.Session, default);
        Assert.True(identity.IsRevoked(session.Session));

        await identity.DisposeAsync();
        identity = await StartAsync();
        Assert.Equal(Status.SessionRevoked, identity.Verify(session.AccessToken).Status);
        Assert.Equal(Status.NotAuthenticated, (await identity.RefreshAsync(session.RefreshToken, default)).Status);
        Assert.Equal(Status.Accepted, identity.Verify(other.AccessToken).Status);
    }

    [PostgresTheory]
    [InlineData("before OpenPlayer", CommandKind.OpenPlayer, true)]
    [InlineData("after OpenPlayer", CommandKind.OpenPlayer, false)]
    [InlineData("before SetPlayerState", CommandKind.SetPlayerState, true)]
    [InlineData("after SetPlayerState", CommandKind.SetPlayerState, false)]
    public async Task A_sign_up_that_broke_off_is_finished_by_the_next_sign_in_with_the_same_ids(string where, CommandKind at, bool before)
    {
        Assert.Contains(at.ToString(), where, StringComparison.Ordinal);
        Break(at, before);
        Assert.Equal(Status.Unavailable, (await identity.SignUpAsync("m@example.org", Password, default)).Status);
        Break(default, before);
        var (status, session) = await identity.SignInAsync("m@example.org", Password, default);
        Assert.Equal(Status.Accepted, status);
        Assert.Equal(2, await CommandsOfAsync(session!.Player));
    }

    [PostgresFact]
    public async Task The_same_person_may_sign_up_again_after_a_broken_try_and_nobody_else_may()
    {
        Break(CommandKind.OpenPlayer, before: true);
        Assert.Equal(Status.Unavailable, (await identity.SignUpAsync("n@example.org", Password, default)).Status);
        Break(default, before: true);
        Assert.Equal(Status.NameTaken, (await identity.SignUpAsync("n@example.org", "another password", default)).Status);
        Assert.Equal(Status.Accepted, (await identity.SignUpAsync("n@example.org", Password, default)).Status);
        Assert.Equal(Status.NameTaken, (await identity.SignUpAsync("n@example.org", Password, default)).Status);
    }

    [PostgresFact]
    public async Task A_sign_up_that_broke_off_is_finished_by_the_sweep()
    {
        Break(CommandKind.SetPlayerState, before: true);
        await identity.SignUpAsync("o@example.org", Password, default);
        Break(default, before: true);
        clock.Ahead = TimeSpan.FromSeconds(6);
        await platform.UntilAsync(
            async () => await platform.Database.ScalarAsync<long>("SELECT count(*) FROM vault.player WHERE state = 1") == 0, "the sweep opens the player");
    }

    [PostgresFact]
    public async Task The_address_stands_nowhere_in_clear_neither_in_tables_nor_in_logs()
    {
        await SignedInAsync("findme.if.you.can@example.org");
        await identity.SignInAsync("findme.if.you.can@example.org", "wrong password", default);
        foreach (var table in new[] { "player", "attempts", "session", "refresh_token" })
        {
            Assert.Equal(0L, await platform.Database.ScalarAsync<long>($"SELECT count(*) FROM vault.{table} t WHERE t::text ILIKE '%findme%' OR t::text ILIKE '%{Convert.ToHexStringLower("findme"u8)}%'"));
        }

        Assert.False(platform.Lines.Contains("findme"), platform.Lines.ToString());
        Assert.False(platform.Lines.Contains(Password), platform.Lines.ToString());
    }

    private void Break(CommandKind at, bool before)
    {
        ledger.FailsBefore = c => before && c.Kind == at;
        ledger.FailsAfter = c => !before && c.Kind == at;
    }

    private async Task<int> CommandsOfAsync(PlayerId player)
    {
        var head = await platform.Feed.HeadAsync(0, default);
        var count = 0;
        await foreach (var block in platform.Feed.ReadAsync(0, 0, default))
        {
            count += block.Entries.Count(e => e.Command.Player == player);
            if (block.Header.Sequence >= head)
            {
                return count;
            }
        }

        return count;
    }

    private async Task<SignedIn> SignedInAsync(string email)
    {
        Assert.Equal(Status.Accepted, (await identity.SignUpAsync(email, Password, default)).Status);
        return (await identity.SignInAsync(email, Password, default)).Session!;
    }

    private async Task<IdentityRole> StartAsync(IdentityOptions? with = null)
    {
        var role = new IdentityRole(with ?? options, platform.DataSource, ledger, clock, platform.Loggers);
        await role.StartAsync(default);
        return role;
    }
}
