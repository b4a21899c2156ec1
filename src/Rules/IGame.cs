using System.Numerics;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Rules;

/// <summary>An exact return to player: what comes back of each unit staked, numerator ÷ denominator in lowest terms.</summary>
public readonly record struct ReturnToPlayer(BigInteger Numerator, BigInteger Denominator)
{
    public Rational ToRational() => new(Numerator, Denominator);

    internal static ReturnToPlayer From(Rational exact) => new(exact.Numerator, exact.Denominator);
}

/// <summary>What is said of every game's rules, whether or not a round has choices in its middle. Immutable, for any thread.</summary>
public interface IGameRules
{
    GameId Id { get; }

    string Title { get; }

    /// <summary>Everything that decides a round: name, version and parameters in a documented layout (docs/fairness.md).</summary>
    ReadOnlyMemory<byte> CanonicalRules { get; }

    /// <summary>SHA-256 of <see cref="CanonicalRules"/>.</summary>
    Hash256 RulesHash { get; }

    /// <summary>The rules for the player, made from the same data.</summary>
    string RulesText { get; }

    /// <summary>The parameters that a client shows (paytable, reels, ranges), as JSON from the same data.</summary>
    string ParametersJson { get; }

    /// <summary>Exact, by enumeration or closed form: at every permitted stake and choice the same, or, with choices in the middle, of all that the published strategy stakes.</summary>
    ReturnToPlayer Rtp { get; }

    /// <summary>The largest payout, in hundredths of all that a round has staked.</summary>
    long MaxPayoutMultiple { get; }

    /// <summary>The game's exact figures, a line for each way of playing that is worth one. May take seconds: it goes through every outcome.</summary>
    IReadOnlyList<GameMath> Measure();

    Money MinStake(Asset asset);

    Money MaxStake(Asset asset);

    /// <summary>Accepted, ChoiceInvalid, StakeNotPositive, StakeNotWholeUnit, StakeStep (a possible payout would not be whole ledger units) or StakeTooLarge (beyond <see cref="Money.MaxAmount"/> with its payout).</summary>
    Status Validate(ReadOnlySpan<byte> choice, Asset asset, Money stake);
}

/// <summary>
/// A game without a choice in the middle, pure: the same stream, choice and stake give the same round for ever. The outcome is drawn without sight of
/// stake or choice, which enter <see cref="Evaluate"/> only (I7).
/// </summary>
public interface IGame : IGameRules
{
    /// <summary>The ways of playing that are worth a line of figures, in the order of <see cref="IGameRules.Measure"/>; at least one. Tests, simulations and vectors play these.</summary>
    IReadOnlyList<GameWay> Ways { get; }

    /// <summary>Draws a whole outcome in the game's documented layout (at most 255 bytes).</summary>
    byte[] Draw(RoundStream stream);

    /// <summary>
    /// What a valid choice and stake return on this outcome: whole ledger units, 0 to stake × <see cref="IGameRules.MaxPayoutMultiple"/> ÷ 100. Throws
    /// <see cref="MalformedBytesException"/> for an outcome that <see cref="Draw"/> cannot give, and <see cref="ArgumentException"/> for a choice or
    /// stake that <see cref="IGameRules.Validate"/> refuses.
    /// </summary>
    Money Evaluate(ReadOnlySpan<byte> outcome, ReadOnlySpan<byte> choice, Asset asset, Money stake);
}
