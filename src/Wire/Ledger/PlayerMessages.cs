using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>A player's state and guards.</summary>
internal static class PlayerMessages
{
    public static SetPlayerState Read(Messages.SetPlayerState message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, fields.Named<PlayerState>((int)message.State, "state"));

    public static Messages.SetPlayerState Write(SetPlayerState command) => new() { State = (Messages.SetPlayerState.Types.State)command.State };

    public static SetGuard Read(Messages.SetGuard message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, fields.Named<GuardKind>((int)message.Guard, "guard"), fields.Asset(message.Asset, "asset"), new Money(message.Limit));

    public static Messages.SetGuard Write(SetGuard command) => new()
    {
        Guard = (Messages.SetGuard.Types.Guard)command.Guard,
        Asset = command.Asset.ToString(),
        Limit = command.Limit.Units,
    };
}
