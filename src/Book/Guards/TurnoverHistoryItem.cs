using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// What a player did before the current hour, of one asset (asset 0 is time played). Written once an hour of play, when a calendar window opens, and when a player
/// changes from one session to another.
/// </summary>
internal sealed class TurnoverHistoryItem : Item
{
    private readonly Counted[] calendar = new Counted[CalendarWindow.Count];

    public override ItemKind Kind => ItemKind.TurnoverHistory;

    public PlayerId Player { get; private set; }

    public AssetId Asset { get; private set; }

    public TurnoverBuckets Buckets { get; } = new();

    public EarlierSessions Sessions { get; } = new();

    public static TurnoverHistoryItem Of(PlayerId player, AssetId asset) => new() { Player = player, Asset = asset };

    /// <summary>What the calendar window that was open at the last count had counted when the current hour began.</summary>
    public ref Counted Calendar(LimitWindow window) => ref calendar[CalendarWindow.IndexOf(window)];

    public override void Write(ByteWriter writer)
    {
        writer.Id(Player.Value);
        writer.U16(Asset.Code);
        Buckets.Write(writer);
        foreach (var sum in calendar)
        {
            sum.Write(writer);
        }

        Sessions.Write(writer);
    }

    public override void Read(ref ByteReader reader)
    {
        Player = new PlayerId(reader.Id());
        Asset = new AssetId(reader.U16());
        Buckets.Read(ref reader);
        for (var i = 0; i < calendar.Length; i++)
        {
            calendar[i] = Counted.Read(ref reader);
        }

        Sessions.Read(ref reader);
    }
}
