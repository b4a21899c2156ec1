using System.Diagnostics;
using Croupier.Host.Dev;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Rules;
using Croupier.Rules.Dice;
using Npgsql;

namespace Croupier.Tests.System.Audit;

/// <summary>
/// The audit role on the whole platform. Whoever has the key of games, and a player who plays along, can settle a round wrongly: it is found, and the game is disabled
/// within a minute.
/// </summary>
[Trait("Requirement", "R6")]
public sealed class AuditTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);
    private static readonly IGame Dice = GameCatalog.All.Single(game => game.Id.Name == "dice");

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_forged_round_is_found_and_its_game_disabled_within_a_minute(bool isClosedAtOnce)
    {
        await using var platform = await PlatformFixture.StartOwnAsync(new DevOptions { RaisedLimits = true });
        var player = await ForgerAsync(platform);
        var honest = await PlayAsync(platform, player, 0, forge: null);
        Assert.Equal(Status.Accepted, honest.Status);

        // The chain's client and server seeds are known to games: the outcome is right, what it pays is not.
        var forged = await PlayAsync(platform, player, 1, round => round with { Payout = round.Payout.IsZero ? round.Stake : Money.Zero });
        Assert.Equal(Status.Accepted, forged.Status);
        var began = Stopwatch.StartNew();
        if (isClosedAtOnce)
        {
            await platform.Fairness.CloseChainAsync(NewId(), player.Id, player.Chain, default);
        }

        await Until.TrueAsync(async () => await AlertsAsync(platform) == 1, "the alert is raised");
        await Until.TrueAsync(async () => await IsDisabledAsync(platform), "dice is disabled");
        Assert.True(began.Elapsed < Within, $"it took {began.Elapsed}");

        if (!isClosedAtOnce)
        {
            Assert.Equal(Status.GameDisabled, (await PlayAsync(platform, player, 2, forge: null)).Status);
        }
    }

    [PostgresFact]
    public async Task A_forged_outcome_is_found_and_honest_rounds_raise_nothing()
    {
        await using var platform = await PlatformFixture.StartOwnAsync(new DevOptions { RaisedLimits = true });
        var player = await ForgerAsync(platform);
        for (var nonce = 0; nonce < 20; nonce++)
        {
            Assert.Equal(Status.Accepted, (await PlayAsync(platform, player, nonce, forge: null)).Status);
        }

        // A roll of another number, with what that roll would have paid.
        var forged = await PlayAsync(platform, player, 20, round => round with { Outcome = Other(round.Outcome), Payout = Dice.Evaluate(Other(round.Outcome), round.Choice.Span, Assets.Euro, round.Stake) });

        Assert.Equal(Status.Accepted, forged.Status);
        await Until.TrueAsync(async () => await IsDisabledAsync(platform), "dice is disabled");
        Assert.Equal(1, await AlertsAsync(platform));
        Assert.Equal(20, await ScalarAsync(platform, "SELECT nonce FROM audit.alert WHERE finding = 1"));
        Assert.Equal(0, await ScalarAsync(platform, "SELECT count(*) FROM audit.game WHERE game <> 'dice' AND NOT enabled"));
    }

    [PostgresFact]
    public async Task The_audit_role_may_disable_a_game_and_nothing_else()
    {
        var platform = await PlatformFixture.SharedAsync();
        var audit = platform.LedgerFor(Role.Audit);
        var enable = new RegisterGame(NewId(), PlayerId.Operator(0), new GameId("dice"), Hash256.Of("rules of nobody"u8), true, Assets.Euro.Id, new(10_000), new(10_000), 100);
        var move = new Transfer(NewId(), PlayerId.Operator(0), TransferReason.Adjustment, [new Leg(new(PlayerId.Operator(0), AccountKind.House, Assets.Euro.Id), new(PlayerId.Operator(0), AccountKind.GameRevenue, Assets.Euro.Id), new(10_000))]);

        Assert.Equal(Status.NotPermitted, (await audit.SubmitAsync(enable, default)).Status);
        Assert.Equal(Status.NotPermitted, (await audit.SubmitAsync(move, default)).Status);
        Assert.Equal(Status.UnknownGame, (await audit.SubmitAsync(enable with { Id = NewId(), Enabled = false }, default)).Status);
    }

    private static byte[] Other(ReadOnlyMemory<byte> outcome) => [outcome.Span[0], (byte)(outcome.Span[1] ^ 1)];

    private static async Task<Forger> ForgerAsync(DevPlatform platform)
    {
        var id = PlayerId.New(TimeProvider.System, 0);
        var identity = platform.LedgerFor(Role.Identity);
        Assert.Equal(Status.Accepted, (await identity.SubmitAsync(new OpenPlayer(NewId(), id), default)).Status);
        Assert.Equal(Status.Accepted, (await identity.SubmitAsync(new SetPlayerState(NewId(), id, PlayerState.Active), default)).Status);
        var leg = new Leg(new(PlayerId.Operator(0), AccountKind.House, Assets.Euro.Id), new(id, AccountKind.Cash, Assets.Euro.Id), Assets.Euro.FromMinor(10_000));
        Assert.Equal(Status.Accepted, (await platform.LedgerFor(Role.Operator).SubmitAsync(new Transfer(NewId(), id, TransferReason.Adjustment, [leg]), default)).Status);
        var session = SessionId.New(TimeProvider.System);
        var (_, chain) = await platform.Fairness.OpenChainAsync(NewId(), id, session, default);
        var clientSeed = new byte[16];
        await platform.Fairness.SetClientSeedAsync(NewId(), id, chain!.Chain, clientSeed, default);
        return new Forger(id, session, chain.Chain, clientSeed, platform.LedgerFor(Role.Games));
    }

    /// <summary>Settles a round as games would, or as a forger with its key would.</summary>
    private static async Task<StoredResult> PlayAsync(DevPlatform platform, Forger player, long nonce, Func<PlayRound, PlayRound>? forge)
    {
        var (_, seeds) = await platform.Seeds.ActiveSeedsAsync(player.Id, player.Chain, default);
        var (choice, stake) = (DiceGame.Choice(over: true, 5_000), Assets.Euro.FromMinor(100));
        var outcome = Dice.Draw(RoundStream.Open(seeds!.ServerSeed.Span, player.ClientSeed, player.Chain, nonce, Dice.Id, Dice.RulesHash));
        var round = new PlayRound(
            NewId(), player.Id, player.Session, Dice.Id, Dice.RulesHash, player.Chain, nonce, player.ClientSeed, choice, Assets.Euro.Id, stake, SourceOrder.BonusThenCash, 1,
            outcome, Dice.Evaluate(outcome, choice, Assets.Euro, stake), []);
        return await player.GamesKey.SubmitAsync(forge?.Invoke(round) ?? round, platform.Attestor.WordFor(round), default);
    }

    private static async Task<long> AlertsAsync(DevPlatform platform) => await ScalarAsync(platform, "SELECT count(*) FROM audit.alert");

    private static async Task<bool> IsDisabledAsync(DevPlatform platform) => await ScalarAsync(platform, "SELECT count(*) FROM audit.game WHERE game = 'dice' AND NOT enabled") > 0;

    private static async Task<long> ScalarAsync(DevPlatform platform, string sql)
    {
        await using var command = platform.Databases.Audit.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static CommandId NewId() => CommandId.New(TimeProvider.System);

    private sealed record Forger(PlayerId Id, SessionId Session, ChainId Chain, byte[] ClientSeed, ILedger GamesKey);
}
