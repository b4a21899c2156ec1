using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Games;

/// <summary>A bet's way through real parts: derived, stored, shown; and sent again, before and after a restart.</summary>
public sealed class RoundTests
{
    [PostgresFact]
    public async Task A_round_is_shown_as_it_is_stored_and_moves_the_money_it_says()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 10_000);
        var chain = await player.OpenChainAsync();
        var cash = Assets.Euro.FromMinor(10_000);
        for (var nonce = 0L; nonce < 20; nonce++)
        {
            var bet = player.Bet(chain.Chain, nonce, game: nonce % 2 == 0 ? TestPlayer.Dice : TestPlayer.Slot);
            var reply = await player.PlayAsync(bet);

            Assert.Equal(Status.Accepted, reply.Status);
            var round = Assert.IsType<PlayRound>(reply.Stored!.Command);
            Assert.Equal((bet.Id, bet.Game, bet.Chain, bet.Nonce, bet.Stake), (round.Id, round.Game, round.Chain, round.Nonce, round.Stake));
            Assert.False(round.Outcome.IsEmpty);
            Assert.Equal(round.Payout, reply.Stored.Result.PayoutCash);
            cash = cash - bet.Stake + round.Payout;
            Assert.Equal(cash, reply.Stored.Result.CashAfter);
        }

        Assert.Equal(cash, await platform.CashAsync(player.Id));
    }

    [PostgresFact]
    [Trait("Requirement", "M11")]
    [Trait("Requirement", "R6")]
    public async Task The_same_bet_again_has_one_effect_and_the_same_outcome_wherever_it_is_sent()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 10_000);
        var chain = await player.OpenChainAsync();
        var bet = player.Bet(chain.Chain, 0);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? player.PlayAsync(bet) : player.PlayElsewhereAsync(bet)));
        var after = await player.PlayElsewhereAsync(bet);

        Assert.All(replies.Append(after), r => AssertSame(replies[0], r));
        Assert.Single(await platform.EntriesAsync(), e => e.Command.Id == bet.Id);
    }

    [PostgresFact]
    public async Task A_bet_whose_chain_was_closed_since_gets_its_stored_result_and_a_new_one_is_refused()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 10_000);
        var chain = await player.OpenChainAsync();
        var bet = player.Bet(chain.Chain, 0);
        var shown = await player.PlayAsync(bet);
        await player.CloseAsync(chain.Chain);

        // This instance still has the seeds, and the other has never had them.
        AssertSame(shown, await player.PlayAsync(bet));
        AssertSame(shown, await player.PlayElsewhereAsync(bet));
        Assert.Equal(Status.ChainClosed, (await player.PlayAsync(player.Bet(chain.Chain, 1))).Status);
        Assert.Equal(Status.ChainClosed, (await player.PlayElsewhereAsync(player.Bet(chain.Chain, 1))).Status);
        AssertSame(shown, await player.PlayAsync(bet));
    }

    [PostgresFact]
    [Trait("Requirement", "M1")]
    [Trait("Requirement", "R6")]
    public async Task A_bet_that_was_never_answered_has_one_effect_and_one_outcome_after_a_restart_of_the_ledger()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 10_000);
        var chain = await player.OpenChainAsync();
        await player.PlayAsync(player.Bet(chain.Chain, 0));
        var bet = player.Bet(chain.Chain, 1);

        await platform.EndLedgerAsync();
        var next = (await platform.Log.ExtentAsync(GamesFixture.Partition, default)).NextOffset;
        using var giveUp = new CancellationTokenSource();
        var unanswered = platform.Games.PlayAsync(platform.Attestor.Attest(bet), giveUp.Token);
        await platform.LogHasAsync(next);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unanswered);

        await platform.RestartAsync();
        var first = await player.PlayElsewhereAsync(bet);
        await platform.RestartAsync();
        var second = await player.PlayAsync(bet);

        Assert.Equal(Status.Accepted, first.Status);
        AssertSame(first, second);
        var entry = Assert.Single(await platform.EntriesAsync(), e => e.Command.Id == bet.Id);
        Assert.Equal(((PlayRound)entry.Command).Outcome.ToArray(), ((PlayRound)second.Stored!.Command).Outcome.ToArray());
        Assert.Equal(second.Stored.Result.CashAfter, await platform.CashAsync(player.Id));
    }

    [PostgresFact]
    public async Task A_refused_bet_consumes_no_nonce_and_shows_no_outcome()
    {
        await using var platform = await GamesFixture.StartAsync();
        var player = await platform.NewPlayerAsync(cents: 50);
        var chain = await player.OpenChainAsync();

        var refused = await player.PlayAsync(player.Bet(chain.Chain, 0, cents: 100));
        var accepted = await player.PlayAsync(player.Bet(chain.Chain, 0, cents: 50));

        Assert.Equal(Status.InsufficientFunds, refused.Status);
        var shown = Assert.IsType<PlayRound>(refused.Stored!.Command);
        Assert.True(shown.Outcome.IsEmpty);
        Assert.True(shown.Payout.IsZero);
        Assert.Equal(Status.Accepted, accepted.Status);

        // What was stored of the refused one is the outcome that the accepted one then had: that is why it was not to be seen.
        var stored = (await platform.EntriesAsync()).Select(e => e.Command).OfType<PlayRound>().Single(r => r.Id == shown.Id);
        Assert.Equal(((PlayRound)accepted.Stored!.Command).Outcome.ToArray(), stored.Outcome.ToArray());
    }

    private static void AssertSame(PlayReply expected, PlayReply actual)
    {
        Assert.Equal(expected.Status, actual.Status);
        Assert.Equal((expected.Stored!.BlockSequence, expected.Stored.EntryIndex), (actual.Stored!.BlockSequence, actual.Stored.EntryIndex));
        Assert.Equal(expected.Stored.Result, actual.Stored.Result);
        Assert.Equal(CommandCodec.ToArray(expected.Stored.Command), CommandCodec.ToArray(actual.Stored.Command));
    }
}
