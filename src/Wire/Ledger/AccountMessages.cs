using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Google.Protobuf.Collections;

namespace Croupier.Wire.Ledger;

/// <summary>Accounts, and the legs between them. An account whose owner goes without saying is written without it.</summary>
internal static class AccountMessages
{
    public static AccountRef Read(Messages.Account? message, string field, PlayerId player, FieldReader fields, bool ownerIsGiven = false)
    {
        if (message is null)
        {
            fields.Refuse(field, "is not given");
            return default;
        }

        fields.Enter(field);
        var kind = fields.Named<AccountKind>((int)message.Kind, "kind");
        var owner = ownerIsGiven || message.Owner.Length > 0 ? new PlayerId(fields.Id(message.Owner, "owner")) : UsualOwner(kind, player);
        var account = new AccountRef(owner, kind, fields.Asset(message.Asset, "asset"), message.Sub);
        fields.Leave();
        return account;
    }

    public static Messages.Account Write(AccountRef account, PlayerId player, bool ownerIsGiven = false) => new()
    {
        Kind = (Messages.Account.Types.Kind)account.Kind,
        Asset = account.Asset.ToString(),
        Sub = account.Sub,
        Owner = ownerIsGiven || account.Owner != UsualOwner(account.Kind, player) ? account.Owner.ToString() : "",
    };

    public static Leg[] ReadLegs(RepeatedField<Messages.Leg> messages, int most, PlayerId player, FieldReader fields)
    {
        if (messages.Count == 0 || messages.Count > most)
        {
            fields.Refuse("legs", $"are {messages.Count}; 1 to {most} are allowed");
            return [];
        }

        var legs = new Leg[messages.Count];
        for (var i = 0; i < legs.Length; i++)
        {
            fields.Enter("legs", i);
            var message = messages[i];
            legs[i] = new Leg(
                Read(message.Debit, "debit", player, fields),
                Read(message.Credit, "credit", player, fields),
                new Money(message.Amount),
                fields.Named<LegMode>((int)message.Mode, "mode"));
            fields.Leave();
        }

        return legs;
    }

    public static IEnumerable<Messages.Leg> WriteLegs(IReadOnlyList<Leg> legs, PlayerId player) => legs.Select(leg => new Messages.Leg
    {
        Debit = Write(leg.Debit, player),
        Credit = Write(leg.Credit, player),
        Amount = leg.Amount.Units,
        Mode = (Messages.Leg.Types.Mode)leg.Mode,
    });

    public static SetAccountFlags Read(Messages.SetAccountFlags message, CommandId id, PlayerId player, FieldReader fields) => new(
        id,
        player,
        Read(message.Account, "account", player, fields),
        message.Flags.Aggregate(AccountFlags.None, (all, one) => all | fields.Named<AccountFlags>((int)one, "flags")));

    public static Messages.SetAccountFlags Write(SetAccountFlags command) => new()
    {
        Account = Write(command.Account, command.Player),
        Flags = { Bits((ushort)command.Flags).Select(bit => (Messages.SetAccountFlags.Types.Flag)bit) },
    };

    private static PlayerId UsualOwner(AccountKind kind, PlayerId player) => kind < AccountKind.House ? player : PlayerId.Operator(player.Partition);

    // Bits without a name too: what was stored is shown, even where it was refused.
    private static IEnumerable<int> Bits(ushort flags) => Enumerable.Range(0, 16).Select(bit => 1 << bit).Where(bit => (flags & bit) != 0);
}
