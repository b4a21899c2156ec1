using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>What is the partition's own: the registry of games, and where it lives.</summary>
internal static class RegistryMessages
{
    public static RegisterGame Read(Messages.RegisterGame message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        fields.Game(message.Game, "game"),
        fields.Hash(message.RulesHash, "rulesHash"),
        message.Enabled,
        fields.Asset(message.Asset, "asset"),
        new Money(message.MinStake),
        new Money(message.MaxStake),
        message.MaxPayoutMultiple);

    public static Messages.RegisterGame Write(RegisterGame command) => new()
    {
        Game = command.Game.Name,
        RulesHash = command.RulesHash.ToString(),
        Enabled = command.Enabled,
        Asset = command.Asset.ToString(),
        MinStake = command.MinStake.Units,
        MaxStake = command.MaxStake.Units,
        MaxPayoutMultiple = command.MaxPayoutMultiple,
    };

    public static MovePartition Read(Messages.MovePartition message, CommandId id, PlayerId player, FieldReader fields)
    {
        if (!MovePartition.IsInstanceName(message.Destination))
        {
            fields.Refuse("destination", $"is no instance's name (1 to {MovePartition.MaxDestination} of a-z, 0-9 and hyphen)");
        }

        return new MovePartition(id, player, message.Destination);
    }

    public static Messages.MovePartition Write(MovePartition command) => new() { Destination = command.Destination };
}
