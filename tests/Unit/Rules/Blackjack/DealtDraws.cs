using Croupier.Rules;

namespace Croupier.Tests.Unit.Rules.Blackjack;

/// <summary>Cards in the order in which they are to be dealt, by their rank: A, 2 to 9, T, J, Q, K. Fails when another is asked for.</summary>
internal sealed class DealtDraws(string ranks) : IDraws
{
    private const string Ranks = "A23456789TJQK";
    private int at;

    public bool AllDealt => at == ranks.Length;

    public uint Next(ulong bound)
    {
        Assert.Equal(52ul, bound);
        Assert.True(at < ranks.Length, $"a card more than {ranks} is dealt");
        return (uint)Ranks.IndexOf(ranks[at++], StringComparison.Ordinal);
    }
}
