using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Child = Croupier.Wire.Ledger.Messages.Linked.Types.Child;

namespace Croupier.Wire.Ledger;

/// <summary>Transfers, holds, and what is linked of them.</summary>
internal static class TransferMessages
{
    public static Transfer Read(Messages.Transfer message, CommandId id, PlayerId player, FieldReader fields) => new(
        id, player, fields.Named<TransferReason>((int)message.Reason, "reason"), AccountMessages.ReadLegs(message.Legs, Transfer.MaxLegs, player, fields));

    public static Messages.Transfer Write(Transfer command) => new()
    {
        Reason = (Messages.Transfer.Types.Reason)command.Reason,
        Legs = { AccountMessages.WriteLegs(command.Legs, command.Player) },
    };

    public static PlaceHold Read(Messages.PlaceHold message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        AccountMessages.ReadLegs(message.Legs, PlaceHold.MaxLegs, player, fields),
        fields.Named<OnExpiry>((int)message.OnExpiry, "onExpiry"),
        message.ExpiresUnixMs);

    public static Messages.PlaceHold Write(PlaceHold command) => new()
    {
        Legs = { AccountMessages.WriteLegs(command.Legs, command.Player) },
        OnExpiry = (Messages.PlaceHold.Types.OnExpiry)command.OnExpiry,
        ExpiresUnixMs = command.ExpiresUnixMs,
    };

    public static PostHold Read(Messages.PostHold message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Hold, "hold")), new Money(message.Amount), new Money(message.Payout));

    public static Messages.PostHold Write(PostHold command) => new() { Hold = command.Hold.ToString(), Amount = command.Amount.Units, Payout = command.Payout.Units };

    public static VoidHold Read(Messages.VoidHold message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Hold, "hold")), message.OrNever);

    public static Messages.VoidHold Write(VoidHold command) => new() { Hold = command.Hold.ToString(), OrNever = command.OrNever };

    /// <summary>The children's ids are made here, as the partition demands them.</summary>
    public static Linked Read(Messages.Linked message, CommandId id, PlayerId player, FieldReader fields)
    {
        if (message.Commands.Count is < Linked.MinCommands or > Linked.MaxCommands)
        {
            fields.Refuse("commands", $"are {message.Commands.Count}; {Linked.MinCommands} to {Linked.MaxCommands} are allowed");
            return new Linked(id, player, []);
        }

        var children = new Command[message.Commands.Count];
        for (var i = 0; i < children.Length; i++)
        {
            fields.Enter("commands", i);
            fields.Enter(Child.Descriptor.FindFieldByNumber((int)message.Commands[i].BodyCase)?.JsonName ?? "body");
            var child = Read(message.Commands[i], id.Derive(player, i + 1), player, fields);
            fields.Leave();
            if (child is null)
            {
                fields.Refuse("body", "is not given, or of a kind that can't be linked");
            }

            children[i] = child!;
            fields.Leave();
        }

        return new Linked(id, player, children);
    }

    public static Messages.Linked Write(Linked command) => new() { Commands = { command.Commands.Select(WriteChild) } };

    private static Command? Read(Child message, CommandId id, PlayerId player, FieldReader fields) => message.BodyCase switch
    {
        Child.BodyOneofCase.Transfer => Read(message.Transfer, id, player, fields),
        Child.BodyOneofCase.PlaceHold => Read(message.PlaceHold, id, player, fields),
        Child.BodyOneofCase.PostHold => Read(message.PostHold, id, player, fields),
        Child.BodyOneofCase.VoidHold => Read(message.VoidHold, id, player, fields),
        Child.BodyOneofCase.SetAccountFlags => AccountMessages.Read(message.SetAccountFlags, id, player, fields),
        _ => null,
    };

    private static Child WriteChild(Command command) => command switch
    {
        Transfer transfer => new() { Transfer = Write(transfer) },
        PlaceHold hold => new() { PlaceHold = Write(hold) },
        PostHold post => new() { PostHold = Write(post) },
        VoidHold release => new() { VoidHold = Write(release) },
        SetAccountFlags set => new() { SetAccountFlags = AccountMessages.Write(set) },
        _ => throw new InvalidOperationException($"a linked command of kind {command.Kind} has no message"),
    };
}
