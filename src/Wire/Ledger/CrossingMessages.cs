using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>Money between partitions. Only the sending is a caller's; the other two are the ledger's own, and only read.</summary>
internal static class CrossingMessages
{
    public static SendAcross Read(Messages.SendAcross message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        AccountMessages.Read(message.From, "from", player, fields),
        AccountMessages.Read(message.To, "to", player, fields, ownerIsGiven: true),
        new Money(message.Amount),
        fields.Named<TransferReason>((int)message.Reason, "reason"));

    public static Messages.SendAcross Write(SendAcross command) => new()
    {
        From = AccountMessages.Write(command.From, command.Player),
        To = AccountMessages.Write(command.To, command.Player, ownerIsGiven: true),
        Amount = command.Amount.Units,
        Reason = (Messages.Transfer.Types.Reason)command.Reason,
    };

    public static Messages.ReceiveAcross Write(ReceiveAcross command) => new()
    {
        Sender = command.Sender.ToString(),
        Sent = command.Sent.ToString(),
        SourceSequence = command.SourceSequence,
        SourceHash = command.SourceHash.ToString(),
        From = AccountMessages.Write(command.From, command.Player, ownerIsGiven: true),
        To = AccountMessages.Write(command.To, command.Player),
        Amount = command.Amount.Units,
        Reason = (Messages.Transfer.Types.Reason)command.Reason,
    };

    public static Messages.SettleAcross Write(SettleAcross command) => new()
    {
        Sent = command.Sent.ToString(),
        Received = command.Received,
        TargetSequence = command.TargetSequence,
        TargetHash = command.TargetHash.ToString(),
    };
}
