using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// The partition goes on in another PostgreSQL instance. It changes nothing in the book: accepted, it is the last entry of the last block in the old instance, and with that
/// block's commit the old instance refuses every further one. <paramref name="Destination"/> is the instance's name in the configuration: 1–32 of a–z, 0–9 and -.
/// </summary>
public sealed record MovePartition(CommandId Id, PlayerId Player, string Destination) : Command(Id, Player)
{
    public const int MaxDestination = 32;

    public override CommandKind Kind => CommandKind.MovePartition;

    public static bool IsInstanceName(string name) =>
        name.Length is > 0 and <= MaxDestination && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    internal static MovePartition Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, reader.Text());

    internal override void WriteBody(ByteWriter writer) => writer.Text(Destination);
}
