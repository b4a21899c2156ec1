namespace Croupier.Kernel;

/// <summary>An invariant of the money path does not hold. The partition stops; nothing catches this to go on.</summary>
public sealed class InvariantBrokenException(string invariant, string detail)
    : Exception($"invariant {invariant} is broken: {detail}")
{
    /// <summary>I1–I10, as ARCHITECTURE.md names them.</summary>
    public string Invariant { get; } = invariant;

    /// <summary>Throws when <paramref name="holds"/> is false. Present in Release too.</summary>
    public static void Check(bool holds, string invariant, string detail)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(invariant, detail);
        }
    }
}
