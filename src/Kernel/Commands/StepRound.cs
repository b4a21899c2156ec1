using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// A choice in an open round, by the player or, of an abandoned round, by the game's published default. Steps are numbered from 1, and the partition takes the next one only, on top
/// of exactly the choices that it has: two devices can't both choose, and a retry finds its stored result.
/// </summary>
/// <param name="Round">The id of the <see cref="OpenRound"/>.</param>
/// <param name="Added">What the choice stakes more (a double, a split, an insurance); 0 for most. Held as the stake is.</param>
/// <param name="Basis">What the round was opened with (<see cref="OpenRound.Basis"/>), as this step's outcome was derived from it: whoever derives steps keeps no rounds, and the partition compares. No part of the request.</param>
/// <param name="Earlier">The choices of the steps before, as <see cref="RoundChoices"/> packs them: what this step's outcome was derived from. No part of the request.</param>
/// <param name="Shown">What the player may see after this step, in the game's own layout, at most 255 bytes. Derived.</param>
/// <param name="Ends">Whether the round is over: then it settles with <paramref name="Payout"/>, which is nothing before. Derived.</param>
/// <param name="Contributions">Out of what is added, at once, whether the round ends or not.</param>
public sealed record StepRound(
    CommandId Id,
    PlayerId Player,
    CommandId Round,
    GameId Game,
    ushort Step,
    ReadOnlyMemory<byte> Choice,
    Money Added,
    Hash256 Basis,
    ReadOnlyMemory<byte> Earlier,
    ReadOnlyMemory<byte> Shown,
    bool Ends,
    Money Payout,
    IReadOnlyList<Contribution> Contributions) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.StepRound;

    internal static StepRound Read(ref ByteReader reader, CommandId id, PlayerId player) => new(
        id,
        player,
        new CommandId(reader.Id()),
        new GameId(reader.Text()),
        reader.U16(),
        reader.ShortBytes().ToArray(),
        reader.Amount(),
        reader.Hash(),
        reader.ShortBytes().ToArray(),
        reader.ShortBytes().ToArray(),
        reader.Bool(),
        reader.Amount(),
        PlayRound.ReadContributions(ref reader));

    internal override void WriteBody(ByteWriter writer)
    {
        WriteRequest(writer);
        writer.Hash(Basis);
        writer.ShortBytes(Earlier.Span);
        writer.ShortBytes(Shown.Span);
        writer.Bool(Ends);
        writer.Amount(Payout);
        PlayRound.WriteContributions(writer, Contributions);
    }

    /// <summary>Round, game, step, choice and what it stakes more: what the player asked, and no more.</summary>
    internal override void WriteRequest(ByteWriter writer) => WriteRequest(writer, Round, Game, Step, Choice.Span, Added);

    /// <summary>The same of a request that is no command yet.</summary>
    internal static void WriteRequest(ByteWriter writer, CommandId round, GameId game, ushort step, ReadOnlySpan<byte> choice, Money added)
    {
        writer.Id(round.Value);
        writer.Text(game.Name);
        writer.U16(step);
        writer.ShortBytes(choice);
        writer.Amount(added);
    }
}
