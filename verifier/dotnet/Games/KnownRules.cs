namespace Croupier.Verifier.Games;

/// <summary>From canonical bytes to rules: the first text says which section of docs/fairness.md they are of.</summary>
internal static class KnownRules
{
    /// <summary>Null for a kind or version that this verifier does not know. Throws <see cref="FormatException"/> for bytes that are not as their section says.</summary>
    public static IRules? Read(byte[] canonical)
    {
        var bytes = new RulesBytes(canonical);
        return (bytes.Text(), bytes.U16()) switch
        {
            ("croupier/rules/dice", 1) => Dice.Read(ref bytes),
            ("croupier/rules/slot", 1 or 2) => Slot.Read(ref bytes),
            ("croupier/rules/roulette", 1) => Roulette.Read(ref bytes),
            ("croupier/rules/plinko", 1) => Plinko.Read(ref bytes),
            ("croupier/rules/cascade", 1) => Cascade.Read(ref bytes),
            _ => null,
        };
    }

    internal static string Name(ref RulesBytes bytes) =>
        bytes.Text() is "croupier/round/1" ? bytes.Text() : throw new FormatException("they name another stream than croupier/round/1");
}
