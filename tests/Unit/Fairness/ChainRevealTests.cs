using System.Security.Cryptography;
using Croupier.Platform.Fairness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.Unit.Fairness;

public sealed class ChainRevealTests : IDisposable
{
    private readonly byte[] seed = RandomNumberGenerator.GetBytes(32);
    private readonly FairnessMetrics metrics = new();
    private readonly ChainReveal reveal;
    private readonly ChainRow open;

    public ChainRevealTests()
    {
        var sealer = new SeedSealer(new Dictionary<int, byte[]> { [1] = RandomNumberGenerator.GetBytes(32) }, 1);
        var owner = new SeedOwner(PlayerId.New(TimeProvider.System, 0), ChainId.New(TimeProvider.System), Hash256.Of(seed));
        reveal = new ChainReveal(sealer, metrics, NullLogger.Instance);
        open = new ChainRow(
            owner.Chain,
            owner.Player,
            CommandId.New(TimeProvider.System),
            SessionId.New(TimeProvider.System),
            owner.SeedHash,
            sealer.Seal(seed, owner),
            RandomNumberGenerator.GetBytes(16),
            ChainState.Open,
            Status.Accepted,
            1);
    }

    public void Dispose() => metrics.Dispose();

    [Fact]
    [Trait("Requirement", "R11")]
    public void A_player_sees_the_seed_of_a_closed_chain_and_of_no_other()
    {
        Assert.Null(reveal.View(open).ServerSeed);
        Assert.Null(reveal.View(open with { State = ChainState.Drawn }).ServerSeed);
        Assert.Null(reveal.View(open with { State = ChainState.Refused }).ServerSeed);

        var closed = reveal.View(open with { State = ChainState.Closed });
        Assert.True(closed.Closed);
        Assert.Equal(seed, closed.ServerSeed);
    }

    [Fact]
    public void Games_gets_the_seeds_of_an_open_chain_of_this_player_that_has_its_client_seed()
    {
        var (status, seeds) = reveal.Activate(open.Player, open);

        Assert.Equal(Status.Accepted, status);
        Assert.Equal(seed, seeds!.ServerSeed.ToArray());
        Assert.Equal(open.ClientSeed, seeds.ClientSeed.ToArray());
    }

    [Fact]
    public void Games_gets_no_seed_otherwise()
    {
        var another = PlayerId.New(TimeProvider.System, 0);

        Assert.Equal((Status.UnknownChain, null), reveal.Activate(open.Player, null));
        Assert.Equal((Status.UnknownChain, null), reveal.Activate(open.Player, open with { State = ChainState.Drawn }));
        Assert.Equal((Status.UnknownChain, null), reveal.Activate(open.Player, open with { State = ChainState.Refused }));
        Assert.Equal((Status.ChainOfAnother, null), reveal.Activate(another, open));
        Assert.Equal((Status.ChainClosed, null), reveal.Activate(open.Player, open with { State = ChainState.Closed }));
        Assert.Equal((Status.ClientSeedMissing, null), reveal.Activate(open.Player, open with { ClientSeed = null }));
    }

    [Fact]
    public void A_seed_that_cannot_be_opened_fails_closed()
    {
        var foreign = open with { SealedSeed = open.SealedSeed with { KeyVersion = 9 } };

        Assert.Equal((Status.Unavailable, null), reveal.Activate(open.Player, foreign));
        Assert.Null(reveal.View(foreign with { State = ChainState.Closed }).ServerSeed);
    }

    [Fact]
    [Trait("Requirement", "R11")]
    public void Nothing_that_can_be_printed_holds_a_seed()
    {
        var printed = $"{open} {open.SealedSeed} {open.Owner} {reveal.Activate(open.Player, open).Seeds} {reveal.View(open)}";

        Assert.DoesNotContain(Convert.ToHexString(seed), printed, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(seed), printed, StringComparison.Ordinal);
    }
}
