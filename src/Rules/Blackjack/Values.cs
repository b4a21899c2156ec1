namespace Croupier.Rules.Blackjack;

/// <summary>The values of cards, and how many of 13 ranks have each.</summary>
internal static class Values
{
    public static IReadOnlyList<int> All { get; } = [.. Enumerable.Range(1, 10)];

    public static int Weight(int value) => value == 10 ? 4 : 1;
}
