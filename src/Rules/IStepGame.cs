using Croupier.Kernel;

namespace Croupier.Rules;

/// <summary>A round with choices in the middle, as it stands after some of them.</summary>
/// <param name="Status">Accepted, or ChoiceInvalid when the last choice is none of those open at that point.</param>
/// <param name="Shown">What the player may see, in the game's documented layout (at most 255 bytes): nothing of what is still to come.</param>
/// <param name="Ends">Whether nothing is left to choose.</param>
/// <param name="Staked">In parts of the stake, as <see cref="Paid"/>: what all choices together have staked, the opening included.</param>
/// <param name="Paid">In <see cref="IStepGame.Parts"/> of the stake; 0 until the round ends.</param>
public readonly record struct RoundPosition(Status Status, ReadOnlyMemory<byte> Shown, bool Ends, int Staked, int Paid);

/// <summary>
/// A game with choices in the middle of its round, pure: a round is a fold over its random stream and the choices so far, so that nobody stores it. The stream is drawn from without sight of
/// the stake, and a choice decides only what is drawn next, never what a draw gives (I7).
/// </summary>
public interface IStepGame : IGameRules
{
    /// <summary>Stakes and payouts are whole multiples of the opening stake ÷ this.</summary>
    int Parts { get; }

    /// <summary>The round after these choices, in order. Only the last may be wrong.</summary>
    RoundPosition Play(IDraws stream, IReadOnlyList<ReadOnlyMemory<byte>> choices);

    /// <summary>The round after these choices and then the published default until it ends, which stakes nothing more.</summary>
    RoundPosition Default(IDraws stream, IReadOnlyList<ReadOnlyMemory<byte>> choices);
}
