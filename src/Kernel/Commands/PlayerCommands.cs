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

/// <summary>Sets a guard to <paramref name="Limit"/>. By the player only tighter (or for the first time); by the operator's role either way.</summary>
public sealed record SetGuard(CommandId Id, PlayerId Player, GuardKind Guard, AssetId Asset, Money Limit) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SetGuard;

    internal static SetGuard Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, (GuardKind)reader.U8(), new AssetId(reader.U16()), reader.Amount());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U8((byte)Guard);
        writer.U16(Asset.Code);
        writer.Amount(Limit);
    }
}
