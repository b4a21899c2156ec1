using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// Bytes that no command has. The ledger's intake sets them aside (<see cref="SetAside"/>); in blocks of older versions they stand by themselves, refused with
/// <see cref="Status.MalformedCommand"/>.
/// </summary>
public sealed record Unreadable(CommandId Id, PlayerId Player, ReadOnlyMemory<byte> Bytes) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.Unreadable;

    public static Unreadable From(ReadOnlySpan<byte> bytes)
    {
        var (id, player) = CommandCodec.PeekHead(bytes);
        return new(id, player, bytes.ToArray());
    }

    internal override void WriteBody(ByteWriter writer) => writer.Raw(Bytes.Span);
}
