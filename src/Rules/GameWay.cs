namespace Croupier.Rules;

/// <summary>One way of playing a game that is worth a line in its figures, and a choice that plays it. A game without a choice has one, "every stake".</summary>
/// <param name="Name">Unique within the game.</param>
/// <param name="Choice">Valid at every whole-cent stake.</param>
public sealed record GameWay(string Name, ReadOnlyMemory<byte> Choice)
{
    public static IReadOnlyList<GameWay> Only { get; } = [new("every stake", ReadOnlyMemory<byte>.Empty)];
}
