using Croupier.Platform.Ledger.Verification;

namespace Croupier.Tests.Unit.Ledger;

public sealed class IdSpoolTests
{
    private static readonly PlayerId Player = PlayerId.New(TimeProvider.System, 1);
    private static readonly PlayerId Other = PlayerId.New(TimeProvider.System, 1);

    [Fact]
    public void Ids_that_come_once_are_like_no_other()
    {
        using var spool = new IdSpool(new SipHash());
        for (var i = 0; i < 2_000; i++)
        {
            spool.Add(Player, CommandId.New(TimeProvider.System), new EntryPlace(1, i, false));
        }

        Assert.Empty(spool.Likes());
    }

    [Fact]
    public void An_id_that_comes_again_is_given_with_all_its_places_in_order()
    {
        using var spool = new IdSpool(new SipHash());
        var id = CommandId.New(TimeProvider.System);
        spool.Add(Player, id, new EntryPlace(9, 100, false));
        spool.Add(Player, id, new EntryPlace(2, 7_000, true));
        spool.Add(Other, id, new EntryPlace(3, 0, false));
        spool.Add(Player, id, new EntryPlace(2, 300, false));

        var likes = Assert.Single(spool.Likes());

        Assert.Equal([(2, 300, false), (2, 7_000, true), (9, 100, false)], likes.Select(place => (place.Sequence, place.At, place.IsConflict)));
    }

    [Fact]
    public void A_conflict_is_given_even_by_itself()
    {
        using var spool = new IdSpool(new SipHash());
        spool.Add(Player, CommandId.New(TimeProvider.System), new EntryPlace(5, 0, true));

        Assert.True(Assert.Single(Assert.Single(spool.Likes())).IsConflict);
    }

    [Fact]
    public void A_place_holds_what_the_largest_chain_needs_and_refuses_more()
    {
        var place = new EntryPlace((1L << 37) - 1, (1 << 26) - 1, true);

        Assert.Equal(((1L << 37) - 1, (1 << 26) - 1, true), (place.Sequence, place.At, place.IsConflict));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntryPlace(1, 1 << 26, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntryPlace(1L << 37, 0, false));
    }
}
