using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// Gives back everything that an open round holds, because it can't be resumed: nothing is staked, nothing is paid, and the chain keeps its nonce as one that was voided.
/// </summary>
public sealed record VoidRound(CommandId Id, PlayerId Player, CommandId Round, GameId Game) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.VoidRound;

    internal static VoidRound Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, new CommandId(reader.Id()), new GameId(reader.Text()));

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Round.Value);
        writer.Text(Game.Name);
    }
}
