using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Wire.Ledger;

/// <summary>Transfers and holds, and the accounts in them.</summary>
internal static class TransferMessages
{
    public static Transfer Read(Messages.Transfer message, CommandId id, PlayerId player, FieldReader fields)
    {
        var reason = fields.Named<TransferReason>((int)message.Reason, "reason");
        if (message.Legs.Count is 0 or > Transfer.MaxLegs)
        {
            fields.Refuse("legs", $"are {message.Legs.Count}; 1 to {Transfer.MaxLegs} are allowed");
            return new Transfer(id, player, reason, []);
        }

        var legs = new Leg[message.Legs.Count];
        for (var i = 0; i < legs.Length; i++)
        {
            fields.Enter("legs", i);
            legs[i] = Read(message.Legs[i], player, fields);
            fields.Leave();
        }

        return new Transfer(id, player, reason, legs);
    }

    public static Messages.Transfer Write(Transfer command) => new()
    {
        Reason = (Messages.Transfer.Types.Reason)command.Reason,
        Legs = { command.Legs.Select(leg => Write(leg, command.Player)) },
    };

    public static PlaceHold Read(Messages.PlaceHold message, CommandId id, PlayerId player, FieldReader fields)
    {
        fields.Enter("leg");
        var leg = Read(message.Leg ?? new Messages.Leg(), player, fields);
        fields.Leave();
        return new PlaceHold(id, player, leg, fields.Named<OnExpiry>((int)message.OnExpiry, "onExpiry"), message.ExpiresUnixMs);
    }

    public static Messages.PlaceHold Write(PlaceHold command) => new()
    {
        Leg = Write(command.Leg, command.Player),
        OnExpiry = (Messages.PlaceHold.Types.OnExpiry)command.OnExpiry,
        ExpiresUnixMs = command.ExpiresUnixMs,
    };

    public static PostHold Read(Messages.PostHold message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Hold, "hold")), new Money(message.Amount));

    public static Messages.PostHold Write(PostHold command) => new() { Hold = command.Hold.ToString(), Amount = command.Amount.Units };

    public static VoidHold Read(Messages.VoidHold message, CommandId id, PlayerId player, FieldReader fields) =>
        new(id, player, new CommandId(fields.Id(message.Hold, "hold")));

    public static Messages.VoidHold Write(VoidHold command) => new() { Hold = command.Hold.ToString() };

    public static AccountRef ReadAccount(Messages.Account? message, string field, PlayerId player, FieldReader fields)
    {
        if (message is null)
        {
            fields.Refuse(field, "is not given");
            return default;
        }

        fields.Enter(field);
        var kind = fields.Named<AccountKind>((int)message.Kind, "kind");
        var owner = message.Owner.Length > 0 ? new PlayerId(fields.Id(message.Owner, "owner")) : UsualOwner(kind, player);
        var account = new AccountRef(owner, kind, fields.Asset(message.Asset, "asset"), message.Sub);
        fields.Leave();
        return account;
    }

    public static Messages.Account WriteAccount(AccountRef account, PlayerId player) => new()
    {
        Kind = (Messages.Account.Types.Kind)account.Kind,
        Asset = account.Asset.ToString(),
        Sub = account.Sub,
        Owner = account.Owner == UsualOwner(account.Kind, player) ? "" : account.Owner.ToString(),
    };

    private static PlayerId UsualOwner(AccountKind kind, PlayerId player) => kind < AccountKind.House ? player : PlayerId.Operator(player.Partition);

    private static Leg Read(Messages.Leg message, PlayerId player, FieldReader fields) =>
        new(ReadAccount(message.Debit, "debit", player, fields), ReadAccount(message.Credit, "credit", player, fields), new Money(message.Amount));

    private static Messages.Leg Write(Leg leg, PlayerId player) => new()
    {
        Debit = WriteAccount(leg.Debit, player),
        Credit = WriteAccount(leg.Credit, player),
        Amount = leg.Amount.Units,
    };
}
