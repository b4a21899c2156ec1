using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// One limit of a player over an asset, and what counts against it. Conservative: what goes out counts for up to 25 hours, what comes back for at most 24, so
/// that whole-hour buckets are never more generous than a day measured to the millisecond.
/// </summary>
internal sealed class GuardItem : Item
{
    public const long NoLimit = -1;

    private readonly RollingDay counted = new();
    private RollingDay? returned;

    public override ItemKind Kind => ItemKind.Guard;

    public PlayerId Player { get; private set; }

    public GuardKind Limits { get; private set; }

    public AssetId Asset { get; private set; }

    /// <summary><see cref="NoLimit"/> while only the counter runs (deposits are counted from the first).</summary>
    public long Limit { get; set; }

    /// <summary>Reserved and not yet counted: open deposits, held stakes.</summary>
    public long Held { get; set; }

    public static GuardItem Of(PlayerId player, GuardKind kind, AssetId asset, long limit) => new()
    {
        Player = player,
        Limits = kind,
        Asset = asset,
        Limit = limit,
        returned = kind == GuardKind.NetLoss24h ? new RollingDay() : null,
    };

    public void Count(long clockUnixMs, long amount) => counted.Add(HourOf(clockUnixMs), amount);

    public void CountReturn(long clockUnixMs, long amount) => returned!.Add(HourOf(clockUnixMs), amount);

    public bool Allows(long clockUnixMs, long amount) => Limit == NoLimit || Fits(HourOf(clockUnixMs), amount);

    /// <summary>
    /// When this amount fits if nothing else happens, Unix ms; 0 when time alone does not free enough. Never earlier than it is true.
    /// </summary>
    public long FreesAt(long clockUnixMs, long amount)
    {
        if (Limits != GuardKind.StakePerRound)
        {
            var now = HourOf(clockUnixMs);
            for (var hour = now + 1; hour <= now + BookLimits.GuardHours; hour++)
            {
                if (Fits(hour, amount))
                {
                    return hour * BookLimits.GuardHourMs;
                }
            }
        }

        return 0;
    }

    public override void Write(ByteWriter writer)
    {
        writer.Id(Player.Value);
        writer.U8((byte)Limits);
        writer.U16(Asset.Code);
        writer.I64(Limit);
        writer.I64(Held);
        counted.Write(writer);
        returned?.Write(writer);
    }

    public override void Read(ref ByteReader reader)
    {
        Player = new PlayerId(reader.Id());
        Limits = (GuardKind)reader.U8();
        Asset = new AssetId(reader.U16());
        Limit = reader.I64();
        Held = reader.I64();
        counted.Read(ref reader);
        returned = Limits == GuardKind.NetLoss24h ? returned ?? new RollingDay() : null;
        returned?.Read(ref reader);
    }

    private static long HourOf(long clockUnixMs) => clockUnixMs / BookLimits.GuardHourMs;

    private bool Fits(long hour, long amount)
    {
        if (Limits == GuardKind.StakePerRound)
        {
            return amount <= Limit;
        }

        var used = (Int128)counted.Sum(hour, BookLimits.GuardHours) - (returned?.Sum(hour, BookLimits.GuardHours - 1) ?? 0) + Held;
        return used + amount <= Limit;
    }
}
