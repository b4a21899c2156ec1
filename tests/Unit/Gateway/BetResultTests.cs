using Croupier.Kernel.Commands;
using Croupier.Platform.Gateway.Handlers;

namespace Croupier.Tests.Unit.Gateway;

public sealed class BetResultTests
{
    private static readonly PlayerId Player = new(Guid.Parse("01942f5c-0000-7000-8def-0123456789ab"));

    private static readonly CommandId Id = new(Guid.Parse("01942f5c-0001-7000-8def-0123456789ab"));

    private static readonly PlayRound Round = new(
        Id, Player, default, new GameId("dice"), Hash256.Zero, default, 3, new byte[16], new byte[] { 1, 2 }, Assets.Euro.Id, new Money(10_000), SourceOrder.CashOnly, 1, new byte[] { 7, 7, 7 }, new Money(19_800), []);

    [Fact]
    public void A_refused_round_shows_neither_outcome_nor_payout()
    {
        var stored = Stored(new CommandResult(Status.NonceAhead) { Detail = 2, PayoutCash = new Money(19_800) });
        var shown = BetHandler.Result(stored, Round);
        Assert.Equal((uint)Status.NonceAhead, shown.Status);
        Assert.Equal(2, shown.Detail);
        Assert.True(shown.Outcome.IsEmpty);
        Assert.Equal(0, shown.Payout);
    }

    [Fact]
    public void An_accepted_round_shows_what_is_stored()
    {
        var result = new CommandResult(Status.Accepted)
        {
            PayoutCash = new Money(9_900), PayoutBonus = new Money(9_900), CashAfter = new Money(5), BonusAfter = new Money(6),
        };
        var shown = BetHandler.Result(Stored(result), Round);
        Assert.Equal("070707", Convert.ToHexString(shown.Outcome.Span));
        Assert.Equal(19_800, shown.Payout);
        Assert.Equal((5, 6, 12ul, 4u), (shown.CashAfter, shown.BonusAfter, shown.Block, shown.Entry));
    }

    [Fact]
    public void A_result_of_another_player_or_command_is_never_shown()
    {
        var stored = Stored(new CommandResult(Status.Accepted));
        StoredAnswer.Demand(stored, Player, Id);
        Assert.Throws<InvariantBrokenException>(() => StoredAnswer.Demand(stored, new PlayerId(Guid.NewGuid()), Id));
        Assert.Throws<InvariantBrokenException>(() => StoredAnswer.Demand(stored, Player, new CommandId(Guid.NewGuid())));
    }

    private static StoredResult Stored(CommandResult result) => new(Id, Player, 12, 4, Round, result);
}
