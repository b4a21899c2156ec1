using Croupier.Kernel.Commands;
using Croupier.Platform.Fairness;

namespace Croupier.Tests.Unit.Fairness;

public sealed class ChainChangeTests
{
    private readonly CommandId id = CommandId.New(TimeProvider.System);
    private readonly PlayerId player = PlayerId.New(TimeProvider.System, 0);
    private readonly ChainId chain = ChainId.New(TimeProvider.System);

    [Fact]
    public void An_opening_opens_or_is_refused_and_nothing_between()
    {
        var open = new OpenChain(id, player, chain, SessionId.New(TimeProvider.System), Hash256.Of([1]));

        Assert.Equal(new ChainChange.Opened(player, chain, open.SeedHash), ChainChange.From(open, Status.Accepted));
        foreach (var status in Enum.GetValues<Status>().Where(s => s != Status.Accepted))
        {
            Assert.Equal(new ChainChange.OpeningRefused(player, chain, open.SeedHash, status), ChainChange.From(open, status));
        }
    }

    [Fact]
    public void A_closing_closes_a_chain_only_when_it_was_accepted()
    {
        var close = new CloseChain(id, player, chain);

        Assert.Equal(new ChainChange.Closed(player, chain, ChainEnd.Player), ChainChange.From(close, Status.Accepted));
        Assert.All(Enum.GetValues<Status>().Where(s => s != Status.Accepted), s => Assert.Null(ChainChange.From(close, s)));
    }

    [Fact]
    public void A_client_seed_is_set_only_when_it_was_accepted()
    {
        var set = new SetClientSeed(id, player, chain, new byte[16]);

        Assert.IsType<ChainChange.ClientSeedSet>(ChainChange.From(set, Status.Accepted));
        Assert.All(Enum.GetValues<Status>().Where(s => s != Status.Accepted), s => Assert.Null(ChainChange.From(set, s)));
    }

    [Theory]
    [InlineData(ChainEnd.Rounds)]
    [InlineData(ChainEnd.Time)]
    [Trait("Requirement", "R11")]
    public void Why_the_platform_closed_a_chain_is_read_from_the_id_of_the_closing(ChainEnd reason)
    {
        var closing = ClosingId.Of(reason, chain, 1_790_000_000_123);

        Assert.True(Uuid.IsV7(closing.Value));
        Assert.Equal(1_790_000_000_123, Uuid.UnixMs(closing.Value));
        Assert.Equal(new ChainChange.Closed(player, chain, reason), ChainChange.From(new CloseChain(closing, player, chain), Status.Accepted));

        // Of another chain it is a player's own, like any other id.
        Assert.Equal(ChainEnd.Player, ClosingId.ReasonOf(closing, ChainId.New(TimeProvider.System)));
        Assert.NotEqual(closing, ClosingId.Of(reason, chain, 1_790_000_000_124));
    }

    [Fact]
    public void Other_commands_change_no_chain() => Assert.Null(ChainChange.From(new OpenPlayer(id, player), Status.Accepted));
}
