using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules;

public sealed class RoundStreamTests
{
    private static readonly byte[] Server = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Client = [.. Enumerable.Range(100, 20).Select(i => (byte)i)];
    private static readonly ChainId Chain = new(Guid.Parse("019c3cf9-30a1-7263-a2d4-f86f7bd49e84"));
    private static readonly GameId Game = new("dice");
    private static readonly Hash256 Rules = Hash256.Of([1]);

    [Fact]
    public void The_same_inputs_give_the_same_words() => Assert.Equal(Words(Open()), Words(Open()));

    [Fact]
    [Trait("Requirement", "R4")]
    public void Each_input_changes_the_words()
    {
        var streams = new List<RoundStream>
        {
            Open(),
            RoundStream.Open(Flipped(Server), Client, Chain, 0, Game, Rules),
            RoundStream.Open(Server, Flipped(Client), Chain, 0, Game, Rules),
            RoundStream.Open(Server, [.. Client, 0], Chain, 0, Game, Rules),
            RoundStream.Open(Server, Client, new ChainId(Guid.Parse("019c3cf9-30a1-7263-a2d4-f86f7bd49e85")), 0, Game, Rules),
            RoundStream.Open(Server, Client, Chain, 1, Game, Rules),
            RoundStream.Open(Server, Client, Chain, 1L << 40, Game, Rules),
            RoundStream.Open(Server, Client, Chain, 0, new GameId("dicf"), Rules),
            RoundStream.Open(Server, Client, Chain, 0, new GameId("dice2"), Rules),
            RoundStream.Open(Server, Client, Chain, 0, Game, Hash256.Of([2])),
        };
        var words = streams.SelectMany(stream => Words(stream)).ToList();
        Assert.Equal(words.Count, words.Distinct().Count());
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RoundStream.Open(new byte[31], Client, Chain, 0, Game, Rules));
        Assert.Throws<ArgumentOutOfRangeException>(() => RoundStream.Open(Server, new byte[15], Chain, 0, Game, Rules));
        Assert.Throws<ArgumentOutOfRangeException>(() => RoundStream.Open(Server, new byte[33], Chain, 0, Game, Rules));
        Assert.Throws<ArgumentOutOfRangeException>(() => RoundStream.Open(Server, Client, Chain, -1, Game, Rules));
        Assert.Throws<ArgumentException>(() => RoundStream.Open(Server, Client, Chain, 0, new GameId("Dice"), Rules));
        Assert.Throws<ArgumentOutOfRangeException>(() => Open().Next(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Open().Next((1UL << 32) + 1));
    }

    [Fact]
    [Trait("Requirement", "R4")]
    public void A_draw_below_one_takes_a_word_too()
    {
        var stream = Open();
        Assert.Equal(0u, stream.Next(1));
        Assert.Equal(Words(Open())[1], stream.NextWord());
    }

    [Fact]
    [Trait("Requirement", "R4")]
    public void A_rejected_word_is_used_up()
    {
        // Just above half of all words, so that about half of them are rejected.
        const ulong bound = (1UL << 31) + 1;
        var words = Words(Open(), 200);
        var stream = Open();
        var accepted = words.Where(word => word < bound).ToList();
        Assert.InRange(accepted.Count, 60, 140);
        Assert.All(accepted, word => Assert.Equal(word, stream.Next(bound)));
    }

    [Fact]
    public void A_round_that_never_stops_drawing_is_stopped()
    {
        var stream = Open();
        Words(stream, RoundStream.MaxWords);
        Assert.Throws<InvariantBrokenException>(() => stream.NextWord());
    }

    private static RoundStream Open() => RoundStream.Open(Server, Client, Chain, 0, Game, Rules);

    private static uint[] Words(RoundStream stream) => Words(stream, 40);

    private static uint[] Words(RoundStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => stream.NextWord())];

    private static byte[] Flipped(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
}
