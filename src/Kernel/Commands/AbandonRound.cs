using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// Ends an open round for a player who has left it, by the game's published default: without more stake, once the round has stood still for long
/// enough (BookLimits.RoundAbandonedAfterMs). The result is what the player would have had by choosing so.
/// </summary>
public sealed record AbandonRound(
    CommandId Id,
    PlayerId Player,
    CommandId Round,
    GameId Game,
    ushort Step,
    Hash256 Basis,
    ReadOnlyMemory<byte> Earlier,
    ReadOnlyMemory<byte> Shown,
    Money Payout) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.AbandonRound;

    internal static AbandonRound Read(ref ByteReader reader, CommandId id, PlayerId player) => new(
        id,
        player,
        new CommandId(reader.Id()),
        new GameId(reader.Text()),
        reader.U16(),
        reader.Hash(),
        reader.ShortBytes().ToArray(),
        reader.ShortBytes().ToArray(),
        reader.Amount());

    internal override void WriteBody(ByteWriter writer)
    {
        WriteRequest(writer);
        writer.Hash(Basis);
        writer.ShortBytes(Earlier.Span);
        writer.ShortBytes(Shown.Span);
        writer.Amount(Payout);
    }

    internal override void WriteRequest(ByteWriter writer)
    {
        writer.Id(Round.Value);
        writer.Text(Game.Name);
        writer.U16(Step);
    }
}
