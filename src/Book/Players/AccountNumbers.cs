using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Croupier.Book.Players;

/// <summary>
/// The numbers of a player's accounts, in order of opening. Nearly every player has one or two, cash and bonus of one currency: those take no array of their own, which
/// for a million players would be 32 bytes and an object each.
/// </summary>
internal struct AccountNumbers
{
    private Pair few;
    private int[]? many;

    [UnscopedRef]
    public readonly ReadOnlySpan<int> Span =>
        many ?? MemoryMarshal.CreateReadOnlySpan(in few[0], few[0] == 0 ? 0 : few[1] == 0 ? 1 : 2);

    public void Add(int number)
    {
        var before = Span;
        switch (before.Length)
        {
            case 0:
                few[0] = number;
                break;
            case 1:
                few[1] = number;
                break;
            default:
                many = [.. before, number];
                break;
        }
    }

    public void RemoveLast()
    {
        var before = Span;
        switch (before.Length)
        {
            case 1:
                few[0] = 0;
                break;
            case 2:
                few[1] = 0;
                break;
            case 3:
                many = null;
                break;
            default:
                many = [.. before[..^1]];
                break;
        }
    }

    [InlineArray(2)]
    private struct Pair
    {
        private int first;
    }
}
