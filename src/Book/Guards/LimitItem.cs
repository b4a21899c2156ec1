using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;

namespace Croupier.Book.Guards;

/// <summary>
/// One limit, by whoever set it. What counts against it is elsewhere (<see cref="TurnoverItem"/>), so that a bet writes no limit. A limit that was taken away keeps
/// its place.
/// </summary>
internal sealed class LimitItem : Item
{
    public override ItemKind Kind => ItemKind.Limit;

    public PlayerId Player { get; private set; }

    public GuardName Name { get; private set; }

    public AssetId Asset { get; private set; }

    /// <summary>Ledger units or milliseconds; <see cref="SetLimit.NoLimit"/> when there is none.</summary>
    public long Amount { get; private set; }

    /// <summary>The looser amount that the player asked for, and from when it can be confirmed.</summary>
    public (long Amount, long FromUnixMs)? Pending { get; private set; }

    public bool Applies => Amount != SetLimit.NoLimit;

    public static LimitItem Of(PlayerId player, GuardName name, AssetId asset, long amount) =>
        new() { Player = player, Name = name, Asset = asset, Amount = amount };

    /// <summary>Whether an amount would let the player do more than now.</summary>
    public bool LoosensTo(long amount) => Applies && (amount == SetLimit.NoLimit || amount > Amount);

    public void Set(long amount)
    {
        Amount = amount;
        Pending = null;
    }

    public void Ask(long amount, long fromUnixMs) => Pending = (amount, fromUnixMs);

    public override void Write(ByteWriter writer)
    {
        writer.Id(Player.Value);
        Name.Write(writer);
        writer.U16(Asset.Code);
        writer.I64(Amount);
        writer.Bool(Pending is not null);
        if (Pending is { } pending)
        {
            writer.I64(pending.Amount);
            writer.I64(pending.FromUnixMs);
        }
    }

    public override void Read(ref ByteReader reader)
    {
        Player = new PlayerId(reader.Id());
        Name = GuardName.Read(ref reader);
        Asset = new AssetId(reader.U16());
        Amount = reader.I64();
        Pending = reader.Bool() ? (reader.I64(), reader.I64()) : null;
    }
}
