using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>Moves the partition clock. Appended by the leader; nothing else moves it. Times are Unix milliseconds.</summary>
public sealed record Tick(CommandId Id, PlayerId Player, long UnixMs) : Command(Id, Player)
{
    /// <summary>The end of the year 9999: a later time is a mistake, and calendars need a bound.</summary>
    public const long MaxUnixMs = 253_402_300_799_999;

    public override CommandKind Kind => CommandKind.Tick;

    internal static Tick Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, reader.I64());

    internal override void WriteBody(ByteWriter writer) => writer.I64(UnixMs);
}
