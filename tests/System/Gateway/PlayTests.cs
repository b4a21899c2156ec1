using Croupier.Client;
using Croupier.Client.Api;
using Croupier.Rules;
using Croupier.Wire.Frames;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;
using Google.Protobuf;

namespace Croupier.Tests.System.Gateway;

/// <summary>Bets from a socket to the committed block and back.</summary>
public sealed class PlayTests
{
    private static readonly Money Funds = Assets.Euro.FromMinor(100_00);

    private static readonly Money Stake = Assets.Euro.FromMinor(1_00);

    [PostgresTheory]
    [InlineData(FrameKind.Binary)]
    [InlineData(FrameKind.Text)]
    public async Task A_bet_is_settled_shown_and_the_same_for_ever(FrameKind kind)
    {
        var player = await GatewayPlayer.SignUpAsync();
        await player.FundAsync(Funds);
        await using var client = await PlayerClient.ConnectAsync(player.Options(kind), player.Session, default);
        var chain = await OpenChainAsync(client);

        var bet = NewBet(chain, 0);
        var first = await client.BetAsync(bet, default);
        Assert.Equal(Status.Accepted, (Status)first.Status);
        Assert.Equal(2, first.Outcome.Length);
        Assert.Equal((Funds - Stake).Units + first.Payout, first.CashAfter);

        // The same id and request, from a new connection: the stored result, field for field.
        await using var later = await PlayerClient.ConnectAsync(player.Options(kind), player.Session, default);
        Assert.Equal(first, await later.BetAsync(bet, default));

        // The same id for another stake: a conflict, and nothing of it is shown.
        var conflict = await later.BetAsync(new(bet) { Stake = Stake.Units * 2 }, default);
        Assert.Equal(Status.Conflict, (Status)conflict.Status);
        Assert.True(conflict.Outcome.IsEmpty);
        Assert.Equal(0, conflict.Payout);
        Assert.Equal(first.CashAfter, (await later.BalanceAsync(Assets.Euro.Id, default)).Cash);
    }

    [PostgresFact]
    public async Task A_refused_bet_shows_neither_outcome_nor_payout_and_leaves_the_nonce()
    {
        var player = await GatewayPlayer.SignUpAsync();
        await using var client = await PlayerClient.ConnectAsync(player.Options(FrameKind.Binary), player.Session, default);
        var chain = await OpenChainAsync(client);
        var poor = await client.BetAsync(NewBet(chain, 0), default);
        Assert.Equal(Status.InsufficientFunds, (Status)poor.Status);
        Assert.True(poor.Outcome.IsEmpty);
        Assert.Equal(0, poor.Payout);

        var ahead = await client.BetAsync(NewBet(chain, 5), default);
        Assert.Equal((Status.NonceAhead, 0L), ((Status)ahead.Status, ahead.Detail));
        Assert.True(ahead.Outcome.IsEmpty);

        await player.FundAsync(Funds);
        Assert.Equal(Status.Accepted, (Status)(await client.BetAsync(NewBet(chain, 0), default)).Status);
    }

    [PostgresFact]
    public async Task What_is_wrong_with_a_bet_before_the_log_leaves_its_id_free()
    {
        var player = await GatewayPlayer.StandingAsync();
        await using var client = await PlayerClient.ConnectAsync(player.Options(FrameKind.Binary), player.Session, default);
        var good = NewBet(ByteString.CopyFrom(new byte[16]), 0);
        (Status Expected, Bet Bet)[] wrong =
        [
            (Status.Malformed, new(good) { Chain = ByteString.CopyFrom(1, 2, 3) }),
            (Status.Malformed, new(good) { Nonce = ulong.MaxValue }),
            (Status.NoSuchGame, new(good) { Game = "Not A Game" }),
            (Status.NoSuchGame, new(good) { Game = "no-such-game" }),
            (Status.NoSuchRulesHash, new(good) { RulesHash = ByteString.CopyFrom(1) }),
            (Status.NoSuchRulesHash, new(good) { RulesHash = Hash256.Zero.ToBytes() }),
            (Status.ChoiceInvalid, new(good) { Choice = ByteString.CopyFrom(new byte[256]) }),
            (Status.ChoiceInvalid, new(good) { Choice = ByteString.CopyFrom(9, 9, 9) }),
            (Status.StakeNotPositive, new(good) { Stake = 0 }),
            (Status.StakeNotPositive, new(good) { Stake = -10_000 }),
            (Status.StakeNotPositive, new(good) { Stake = long.MinValue }),
            (Status.StakeNotWholeUnit, new(good) { Stake = 10_001 }),
            (Status.StakeTooLarge, new(good) { Stake = long.MaxValue / 10_000 * 10_000 }),
            (Status.IdMalformed, new(good) { Id = Guid.NewGuid().ToBytes() }),
            (Status.IdMalformed, new(good) { Id = Guid.CreateVersion7(DateTimeOffset.UtcNow.AddMinutes(2)).ToBytes() }),
            (Status.IdMalformed, new(good) { Id = ByteString.Empty }),
            (Status.NoSuchAsset, new(good) { Asset = 70_000 }),
            (Status.NoSuchAsset, new(good) { Asset = 1 }),
        ];
        foreach (var (expected, bet) in wrong)
        {
            var refused = await Assert.ThrowsAsync<PlatformRefusedException>(() => client.BetAsync(bet, default));
            Assert.Equal((expected, bet.ToString()), (refused.Status, bet.ToString()));
        }
    }

    [PostgresFact]
    public async Task Money_that_moves_on_one_device_is_told_to_the_other_and_not_to_itself()
    {
        var player = await GatewayPlayer.SignUpAsync();
        await player.FundAsync(Funds);
        var options = player.Options(FrameKind.Binary);
        await using var phone = await PlayerClient.ConnectAsync(options, player.Session, default);
        await using var table = await PlayerClient.ConnectAsync(options, await player.SignInAgainAsync(), default);
        var told = new TaskCompletionSource<Balance>(TaskCreationOptions.RunContinuationsAsynchronously);
        var toldItself = 0;
        phone.Unasked += _ => Interlocked.Increment(ref toldItself);
        table.Unasked += frame =>
        {
            if (frame.Balance is { } changed)
            {
                told.TrySetResult(changed);
            }
        };

        var round = await phone.BetAsync(NewBet(await OpenChainAsync(phone), 0), default);
        var balance = await told.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(balance.Block >= round.Block);
        Assert.Equal(round.CashAfter, balance.Cash);
        await phone.PingAsync(1, default);
        Assert.Equal(0, toldItself);
    }

    [PostgresFact]
    public async Task A_withdrawal_is_pending_when_its_answer_comes_and_history_agrees()
    {
        var player = await GatewayPlayer.SignUpAsync();
        await player.FundAsync(Funds);
        var options = player.Options(FrameKind.Text);
        await using var client = await PlayerClient.ConnectAsync(options, player.Session, default);
        var round = await client.BetAsync(NewBet(await OpenChainAsync(client), 0), default);
        var id = CommandId.New(TimeProvider.System);
        var withdrawal = await client.WithdrawAsync(id, Assets.Euro.Id, Stake, default);
        Assert.Equal((Status.Accepted, round.CashAfter - Stake.Units), ((Status)withdrawal.Status, withdrawal.CashAfter));
        Assert.Equal(withdrawal, await client.WithdrawAsync(id, Assets.Euro.Id, Stake, default));
        Assert.Equal(Status.Conflict, (Status)(await client.WithdrawAsync(id, Assets.Euro.Id, Stake + Stake, default)).Status);
        Assert.Equal(withdrawal.CashAfter, (await client.BalanceAsync(Assets.Euro.Id, default)).Cash);

        using var api = new ApiClient(options);
        await api.WalletAsync(player.Session, Assets.Euro.Id, (long)withdrawal.Block, default);
        var rounds = await api.RoundsAsync(player.Session, null, 10, default);
        var shown = Assert.Single(rounds.Items);
        Assert.Null(rounds.Next);
        Assert.Equal((round.Payout, round.CashAfter, (long)round.Block), (shown.Payout, shown.CashAfter, shown.Block));
        Assert.Equal(Convert.ToBase64String(round.Outcome.Span).TrimEnd('=').Replace('+', '-').Replace('/', '_'), shown.Outcome);
    }

    [PostgresFact]
    public async Task A_closed_chain_reveals_the_seed_that_was_promised()
    {
        var player = await GatewayPlayer.StandingAsync();
        var options = player.Options(FrameKind.Binary);
        await using var client = await PlayerClient.ConnectAsync(options, player.Session, default);
        var opened = await client.OpenChainAsync(CommandId.New(TimeProvider.System), default);
        Assert.True(opened.ServerSeed.IsEmpty);
        Assert.True(WireBytes.TryId(opened.Chain_, out var chain));
        using var api = new ApiClient(options);
        Assert.Null((await api.ChainAsync(player.Session, new ChainId(chain), default)).ServerSeed);

        var closed = await client.CloseChainAsync(CommandId.New(TimeProvider.System), new ChainId(chain), default);
        Assert.True(closed.Closed);
        Assert.Equal(opened.SeedHash, Hash256.Of(closed.ServerSeed.Span).ToBytes());
    }

    private static async Task<ByteString> OpenChainAsync(PlayerClient client)
    {
        var chain = (await client.OpenChainAsync(CommandId.New(TimeProvider.System), default)).Chain_;
        Assert.True(WireBytes.TryId(chain, out var id));
        var seeded = await client.SetClientSeedAsync(CommandId.New(TimeProvider.System), new ChainId(id), new byte[16], default);
        Assert.Equal(Status.Accepted, (Status)seeded.Status);
        return chain;
    }

    /// <summary>Dice, under, a chance of 50 %.</summary>
    private static Bet NewBet(ByteString chain, ulong nonce) => new()
    {
        Id = CommandId.New(TimeProvider.System).Value.ToBytes(),
        Game = "dice",
        RulesHash = GameCatalog.All.Single(g => g.Id.Name == "dice").RulesHash.ToBytes(),
        Chain = chain,
        Nonce = nonce,
        Asset = Assets.Euro.Id.Code,
        Stake = Stake.Units,
        Choice = ByteString.CopyFrom(0, 0x13, 0x88),
    };
}
