using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Wire.Ledger.Messages;
using Google.Protobuf;
using Body = Croupier.Wire.Ledger.Messages.Command.BodyOneofCase;
using Command = Croupier.Kernel.Commands.Command;

namespace Croupier.Wire.Ledger;

/// <summary>
/// Commands between their messages and the kernel's words. A new command is a line in each of the two switches below and a pair of mappings beside its like; a test
/// holds the message's field number against the kind, and another every kind against its way there and back.
/// </summary>
public static class CommandMessages
{
    /// <summary>A command's field is this and its kind.</summary>
    public const int FieldOfKind = 100;

    /// <summary>The kind that a body has; none for a message without one.</summary>
    public static CommandKind? KindOf(Messages.Command message) =>
        message.BodyCase == Body.None ? null : (CommandKind)((int)message.BodyCase - FieldOfKind);

    /// <summary>
    /// The command, or null and <paramref name="fields"/> says what is wrong. What comes back can be sealed: it has at most <see cref="CommandCodec.MaxBytes"/> and
    /// nothing in it that its bytes have no room for.
    /// </summary>
    public static Command? Read(Messages.Command message, TimeProvider clock, FieldReader fields)
    {
        var id = new CommandId(fields.Id(message.Id, "id"));
        if (fields.IsWhole && Mapping.CommandIds.Check(id.Value, clock, out _) != Kernel.Status.Accepted)
        {
            fields.Refuse("id", "is no version 7 UUID of the present");
        }

        var player = Scope(
            message.ScopeCase == Messages.Command.ScopeOneofCase.OperatorOf, message.HasOperatorOf ? message.OperatorOf : 0, message.Player, fields);
        var command = fields.IsWhole ? ReadBody(message, id, player, fields) : null;
        if (!fields.IsWhole || command is null)
        {
            return null;
        }

        if (CommandCodec.ToArray(command).Length <= CommandCodec.MaxBytes)
        {
            return command;
        }

        fields.Refuse("body", $"is longer than {CommandCodec.MaxBytes} bytes");
        return null;
    }

    /// <summary>A player, or the operator of a partition.</summary>
    public static PlayerId Scope(bool ofOperator, uint partition, string player, FieldReader fields)
    {
        if (!ofOperator)
        {
            return new PlayerId(fields.Id(player, "player"));
        }

        if (partition <= 0xFFF)
        {
            return PlayerId.Operator((int)partition);
        }

        fields.Refuse("operatorOf", "is no partition");
        return default;
    }

    public static Messages.Command Write(Command command)
    {
        var message = new Messages.Command { Id = command.Id.ToString() };
        if (command.Player.IsOperator)
        {
            message.OperatorOf = (uint)command.Player.Partition;
        }
        else
        {
            message.Player = command.Player.ToString();
        }

        WriteBody(message, command);
        return message;
    }

    private static Command? ReadBody(Messages.Command message, CommandId id, PlayerId player, FieldReader fields)
    {
        fields.Enter(Messages.Command.Descriptor.FindFieldByNumber((int)message.BodyCase)?.JsonName ?? "body");
        Command? command = message.BodyCase switch
        {
            Body.OpenPlayer => new Kernel.Commands.OpenPlayer(id, player),
            Body.SetPlayerState => PlayerMessages.Read(message.SetPlayerState, id, player, fields),
            Body.SetLimit => LimitMessages.Read(message.SetLimit, id, player, fields),
            Body.ConfirmLimit => LimitMessages.Read(message.ConfirmLimit, id, player, fields),
            Body.TimeOut => new Kernel.Commands.TimeOut(id, player, message.TimeOut.UntilUnixMs),
            Body.Exclude => new Kernel.Commands.Exclude(id, player, message.Exclude.UntilUnixMs),
            Body.SetZone => PlayerMessages.Read(message.SetZone, id, player, fields),
            Body.SetProfile => PlayerMessages.Read(message.SetProfile, id, player, fields),
            Body.RegisterProfile => PlayerMessages.Read(message.RegisterProfile, id, player, fields),
            Body.RegisterGame => RegistryMessages.Read(message.RegisterGame, id, player, fields),
            Body.OpenChain => ChainMessages.Read(message.OpenChain, id, player, fields),
            Body.SetClientSeed => ChainMessages.Read(message.SetClientSeed, id, player, fields),
            Body.CloseChain => ChainMessages.Read(message.CloseChain, id, player, fields),
            Body.PlayRound => RoundMessages.Read(message.PlayRound, id, player, fields),
            Body.OpenRound => RoundMessages.Read(message.OpenRound, id, player, fields),
            Body.StepRound => RoundMessages.Read(message.StepRound, id, player, fields),
            Body.AbandonRound => RoundMessages.Read(message.AbandonRound, id, player, fields),
            Body.VoidRound => RoundMessages.Read(message.VoidRound, id, player, fields),
            Body.Transfer => TransferMessages.Read(message.Transfer, id, player, fields),
            Body.PlaceHold => TransferMessages.Read(message.PlaceHold, id, player, fields),
            Body.PostHold => TransferMessages.Read(message.PostHold, id, player, fields),
            Body.VoidHold => TransferMessages.Read(message.VoidHold, id, player, fields),
            Body.SetAccountFlags => AccountMessages.Read(message.SetAccountFlags, id, player, fields),
            Body.Linked => TransferMessages.Read(message.Linked, id, player, fields),
            Body.SendAcross => CrossingMessages.Read(message.SendAcross, id, player, fields),
            Body.OpenDeposit => PaymentMessages.Read(message.OpenDeposit, id, player, fields),
            Body.ConfirmDeposit => PaymentMessages.Read(message.ConfirmDeposit, id, player, fields),
            Body.CancelDeposit => PaymentMessages.Read(message.CancelDeposit, id, player, fields),
            Body.RequestWithdrawal => PaymentMessages.Read(message.RequestWithdrawal, id, player, fields),
            Body.SettleWithdrawal => PaymentMessages.Read(message.SettleWithdrawal, id, player, fields),
            Body.MovePartition => RegistryMessages.Read(message.MovePartition, id, player, fields),
            _ => null,
        };
        fields.Leave();
        if (command is null)
        {
            fields.Refuse("body", message.BodyCase == Body.None ? "is not given, or of a kind that this version does not know" : "is of a kind that nobody may give");
        }

        return command;
    }

    private static void WriteBody(Messages.Command message, Command command)
    {
        switch (command)
        {
            case Unreadable unreadable: message.Unreadable = ByteString.CopyFrom(unreadable.Bytes.Span); break;
            case Kernel.Commands.Tick tick: message.Tick = new() { UnixMs = tick.UnixMs }; break;
            case Kernel.Commands.OpenPlayer: message.OpenPlayer = new(); break;
            case Kernel.Commands.SetPlayerState set: message.SetPlayerState = PlayerMessages.Write(set); break;
            case Kernel.Commands.SetLimit set: message.SetLimit = LimitMessages.Write(set); break;
            case Kernel.Commands.ConfirmLimit confirm: message.ConfirmLimit = LimitMessages.Write(confirm); break;
            case Kernel.Commands.TimeOut pause: message.TimeOut = new() { UntilUnixMs = pause.UntilUnixMs }; break;
            case Kernel.Commands.Exclude exclude: message.Exclude = new() { UntilUnixMs = exclude.UntilUnixMs }; break;
            case Kernel.Commands.SetZone zone: message.SetZone = PlayerMessages.Write(zone); break;
            case Kernel.Commands.SetProfile set: message.SetProfile = new() { Profile = set.Profile }; break;
            case Kernel.Commands.RegisterProfile profile: message.RegisterProfile = PlayerMessages.Write(profile); break;
            case Kernel.Commands.RegisterGame game: message.RegisterGame = RegistryMessages.Write(game); break;
            case Kernel.Commands.OpenChain open: message.OpenChain = ChainMessages.Write(open); break;
            case Kernel.Commands.SetClientSeed seed: message.SetClientSeed = ChainMessages.Write(seed); break;
            case Kernel.Commands.CloseChain close: message.CloseChain = ChainMessages.Write(close); break;
            case Kernel.Commands.PlayRound round: message.PlayRound = RoundMessages.Write(round); break;
            case Kernel.Commands.OpenRound opened: message.OpenRound = RoundMessages.Write(opened); break;
            case Kernel.Commands.StepRound step: message.StepRound = RoundMessages.Write(step); break;
            case Kernel.Commands.AbandonRound end: message.AbandonRound = RoundMessages.Write(end); break;
            case Kernel.Commands.VoidRound undone: message.VoidRound = RoundMessages.Write(undone); break;
            case Kernel.Commands.Transfer transfer: message.Transfer = TransferMessages.Write(transfer); break;
            case Kernel.Commands.PlaceHold hold: message.PlaceHold = TransferMessages.Write(hold); break;
            case Kernel.Commands.PostHold post: message.PostHold = TransferMessages.Write(post); break;
            case Kernel.Commands.VoidHold release: message.VoidHold = TransferMessages.Write(release); break;
            case Kernel.Commands.SetAccountFlags set: message.SetAccountFlags = AccountMessages.Write(set); break;
            case Kernel.Commands.Linked linked: message.Linked = TransferMessages.Write(linked); break;
            case Kernel.Commands.SendAcross send: message.SendAcross = CrossingMessages.Write(send); break;
            case Kernel.Commands.ReceiveAcross receive: message.ReceiveAcross = CrossingMessages.Write(receive); break;
            case Kernel.Commands.SettleAcross settle: message.SettleAcross = CrossingMessages.Write(settle); break;
            case Kernel.Commands.OpenDeposit open: message.OpenDeposit = PaymentMessages.Write(open); break;
            case Kernel.Commands.ConfirmDeposit confirm: message.ConfirmDeposit = PaymentMessages.Write(confirm); break;
            case Kernel.Commands.CancelDeposit cancel: message.CancelDeposit = PaymentMessages.Write(cancel); break;
            case Kernel.Commands.RequestWithdrawal request: message.RequestWithdrawal = PaymentMessages.Write(request); break;
            case Kernel.Commands.SettleWithdrawal settle: message.SettleWithdrawal = PaymentMessages.Write(settle); break;
            case Kernel.Commands.MovePartition move: message.MovePartition = RegistryMessages.Write(move); break;
            case Kernel.Commands.SetAside aside: message.SetAside = Written(aside); break;
            default: throw new InvalidOperationException($"a command of kind {command.Kind} has no message");
        }
    }

    private static Messages.SetAside Written(Kernel.Commands.SetAside aside) => new()
    {
        Reason = (uint)aside.Reason,
        ReasonName = aside.Reason.ToString(),
        Size = aside.Size,
        Hash = aside.Hash.ToString(),
        Kept = ByteString.CopyFrom(aside.Kept.Span),
    };
}
