namespace Croupier.Kernel.Commands;

/// <summary>How much of its amount a leg moves. Numbers are persisted and never change.</summary>
public enum LegMode : byte
{
    /// <summary>The amount, or the command is refused.</summary>
    Exact = 0,

    /// <summary>What the debited account has, at most the amount; perhaps nothing.</summary>
    UpToDebit = 1,

    /// <summary>What the credited account lacks to zero, at most the amount; perhaps nothing.</summary>
    UpToCredit = 2,

    /// <summary>
    /// The amount is that of a whole run: this leg and the legs just before it that may move less and share its credited account (an ordered list of sources)
    /// or its debited one (an ordered list of destinations). It moves what those have left of it, and together they move no more.
    /// </summary>
    Rest = 3,

    /// <summary>The less of what the debited account has and what the credited one lacks.</summary>
    UpToBoth = 4,
}
