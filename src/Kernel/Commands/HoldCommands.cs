using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>What becomes of a hold when its time is over. The hold of a game's stake never expires.</summary>
public enum OnExpiry : byte
{
    None = 0,
    Void = 1,
    Post = 2,
}

/// <summary>
/// Reserves money: pending on the accounts until it is posted or voided. The hold's id is the command's. Its 1–4 legs take from accounts of one owner and give to
/// one account: an ordered list of sources, most often bonus and then cash. What each source gave is resolved once and kept in the hold.
/// </summary>
public sealed record PlaceHold(CommandId Id, PlayerId Player, IReadOnlyList<Leg> Legs, OnExpiry OnExpiry, long ExpiresUnixMs) : Command(Id, Player)
{
    public const int MaxLegs = 4;

    public PlaceHold(CommandId id, PlayerId player, Leg leg, OnExpiry onExpiry, long expiresUnixMs)
        : this(id, player, [leg], onExpiry, expiresUnixMs)
    {
    }

    public override CommandKind Kind => CommandKind.PlaceHold;

    internal static PlaceHold Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, Leg.ReadAll(ref reader, player, MaxLegs), (OnExpiry)reader.U8(), reader.I64());

    internal override void WriteBody(ByteWriter writer)
    {
        Leg.WriteAll(writer, Legs, Player);
        writer.U8((byte)OnExpiry);
        writer.I64(ExpiresUnixMs);
    }
}

/// <summary>
/// Moves all or a part of what a hold reserves and releases the rest; then pays <paramref name="Payout"/> from the credited account to where the held money came
/// from. Both go by the split that was resolved when the hold was placed. A hold is resolved once.
/// </summary>
public sealed record PostHold(CommandId Id, PlayerId Player, CommandId Hold, Money Amount, Money Payout = default) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.PostHold;

    internal static PostHold Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, new CommandId(reader.Id()), reader.Amount(), reader.Amount());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Hold.Value);
        writer.Amount(Amount);
        writer.Amount(Payout);
    }
}

/// <summary>
/// Releases a hold whole. With <paramref name="OrNever"/> a hold that does not exist is taken for one that has not come yet, as when a provider's rollback overtakes
/// its bet: what stays is a tombstone, and the late hold is refused as resolved.
/// </summary>
public sealed record VoidHold(CommandId Id, PlayerId Player, CommandId Hold, bool OrNever = false) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.VoidHold;

    internal static VoidHold Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, new CommandId(reader.Id()), reader.Bool());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Id(Hold.Value);
        writer.Bool(OrNever);
    }
}
