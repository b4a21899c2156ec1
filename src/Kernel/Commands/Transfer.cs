using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>1–16 legs that take effect together or not at all.</summary>
public sealed record Transfer(CommandId Id, PlayerId Player, TransferReason Reason, IReadOnlyList<Leg> Legs) : Command(Id, Player)
{
    public const int MaxLegs = 16;

    public override CommandKind Kind => CommandKind.Transfer;

    internal static Transfer Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, (TransferReason)reader.U16(), Leg.ReadAll(ref reader, player, MaxLegs));

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U16((ushort)Reason);
        Leg.WriteAll(writer, Legs, Player);
    }
}
