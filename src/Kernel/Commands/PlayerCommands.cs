using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>Opens a player's partition record, in state <see cref="PlayerState.Unverified"/>.</summary>
public sealed record OpenPlayer(CommandId Id, PlayerId Player) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.OpenPlayer;

    internal static OpenPlayer Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player);

    internal override void WriteBody(ByteWriter writer)
    {
    }
}

/// <summary>Moves a player to another state. An exclusion or a closed account is left by nobody.</summary>
public sealed record SetPlayerState(CommandId Id, PlayerId Player, PlayerState State) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SetPlayerState;

    internal static SetPlayerState Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, (PlayerState)reader.U8());

    internal override void WriteBody(ByteWriter writer) => writer.U8((byte)State);
}

/// <summary>
/// The player plays no more until <paramref name="UntilUnixMs"/>: a break of the player's own choosing. It can be set further away and never nearer.
/// </summary>
public sealed record TimeOut(CommandId Id, PlayerId Player, long UntilUnixMs) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.TimeOut;

    internal static TimeOut Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, reader.I64());

    internal override void WriteBody(ByteWriter writer) => writer.I64(UntilUnixMs);
}

/// <summary>
/// The player is excluded until <paramref name="UntilUnixMs"/> or <see cref="ForEver"/>. It can be set further away and never nearer, by nobody.
/// </summary>
public sealed record Exclude(CommandId Id, PlayerId Player, long UntilUnixMs) : Command(Id, Player)
{
    public const long ForEver = long.MaxValue;

    public override CommandKind Kind => CommandKind.Exclude;

    internal static Exclude Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, reader.I64());

    internal override void WriteBody(ByteWriter writer) => writer.I64(UntilUnixMs);
}
