using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>Why money moved, for statements. Numbers are persisted and never change.</summary>
public enum TransferReason : ushort
{
    None = 0,
    Stake = 1,
    Payout = 2,
    Contribution = 3,
    Deposit = 4,
    UnmatchedDeposit = 5,
    UnmatchedRefund = 6,
    WithdrawalRequested = 7,
    WithdrawalPaid = 8,
    WithdrawalReturned = 9,
    BonusGrant = 10,
    BonusForfeit = 11,
    Chargeback = 12,
    Adjustment = 13,
    Hold = 14,
    HoldPosted = 15,
}

/// <summary>1–16 legs that take effect together or not at all.</summary>
public sealed record Transfer(CommandId Id, PlayerId Player, TransferReason Reason, IReadOnlyList<Leg> Legs) : Command(Id, Player)
{
    public const int MaxLegs = 16;

    public override CommandKind Kind => CommandKind.Transfer;

    internal static Transfer Read(ref ByteReader reader, CommandId id, PlayerId player)
    {
        var reason = (TransferReason)reader.U16();
        var count = reader.U8();
        if (count is 0 or > MaxLegs)
        {
            throw new MalformedBytesException($"{count} legs, 1 to {MaxLegs} are allowed");
        }

        var legs = new Leg[count];
        for (var i = 0; i < count; i++)
        {
            legs[i] = Leg.Read(ref reader, player);
        }

        return new(id, player, reason, legs);
    }

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U16((ushort)Reason);
        writer.U8(checked((byte)Legs.Count));
        foreach (var leg in Legs)
        {
            leg.Write(writer, Player);
        }
    }
}

/// <summary>What becomes of a hold when its time is over. The hold of a game's stake never expires.</summary>
public enum OnExpiry : byte
{
    None = 0,
    Void = 1,
    Post = 2,
}

/// <summary>Reserves money: pending on both accounts until it is posted or voided. The hold's id is the command's.</summary>
public sealed record PlaceHold(CommandId Id, PlayerId Player, Leg Leg, OnExpiry OnExpiry, long ExpiresUnixMs) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.PlaceHold;

    internal static PlaceHold Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, Leg.Read(ref reader, player), (OnExpiry)reader.U8(), reader.I64());

    internal override void WriteBody(ByteWriter writer)
    {
        Leg.Write(writer, Player);
        writer.U8((byte)OnExpiry);
        writer.I64(ExpiresUnixMs);
    }
}

/// <summary>Moves all or a part of what a hold reserves and releases the rest. A hold is resolved once.</summary>
public sealed record PostHold(CommandId Id, PlayerId Player, CommandId Hold, Money Amount) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.PostHold;

    internal static PostHold Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new CommandId(reader.Id()), reader.Amount());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Hold.Value);
        writer.Amount(Amount);
    }
}

/// <summary>Releases a hold whole.</summary>
public sealed record VoidHold(CommandId Id, PlayerId Player, CommandId Hold) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.VoidHold;

    internal static VoidHold Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, new CommandId(reader.Id()));

    internal override void WriteBody(ByteWriter writer) => writer.Id(Hold.Value);
}
