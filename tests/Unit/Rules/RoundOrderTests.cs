using System.Reflection;
using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules;

/// <summary>A round's outcome hangs on its own inputs and on nothing that happened before, beside or after it.</summary>
public sealed class RoundOrderTests
{
    private const int Rounds = 300;

    public static TheoryData<string> Games => [.. GameCatalog.All.Select(g => g.RulesHash.ToString())];

    [Theory]
    [MemberData(nameof(Games))]
    [Trait("Requirement", "R4")]
    [Trait("Requirement", "R6")]
    public void A_round_is_the_same_in_whatever_order_and_beside_whatever_others_it_is_drawn(string rulesHash)
    {
        var game = GameCatalog.All.Single(g => g.RulesHash.ToString() == rulesHash);
        var inOrder = Enumerable.Range(0, Rounds).Select(nonce => Draw(game, nonce)).ToArray();

        var shuffled = Enumerable.Range(0, 3 * Rounds).Select(i => i % Rounds).ToArray();
        new Random(46).Shuffle(shuffled);
        Parallel.ForEach(shuffled, nonce => Assert.Equal(inOrder[nonce], Draw(game, nonce)));
    }

    [Fact]
    [Trait("Requirement", "R4")]
    [Trait("Requirement", "R6")]
    public void A_game_can_take_the_next_draw_of_its_stream_and_do_nothing_else_with_it()
    {
        // No way to look ahead, to go back, to count, to begin anew or to add anything of the game's own.
        var members = typeof(RoundStream).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        Assert.Equal([nameof(RoundStream.Next)], members.Select(m => m.Name));
    }

    private static byte[] Draw(IGame game, long nonce)
    {
        var (server, client, chain) = SampleSeeds.Of(46, 0);
        return game.Draw(RoundStream.Open(server.Span, client.Span, chain, nonce, game.Id, game.RulesHash));
    }
}
