using Croupier.Book.Items;
using Croupier.Kernel;
using Croupier.Kernel.Bytes;

namespace Croupier.Book.Guards;

/// <summary>
/// What a player did in the current hour of one asset, and what is held: all that a bet changes, so that it stays small. With asset 0 it counts the time played. Its
/// counters run from the player's first limit of the asset on; deposits are counted always.
/// </summary>
internal sealed class TurnoverItem : Item
{
    [Flags]
    private enum Runs : byte
    {
        None = 0,
        Stakes = 1,
        Sessions = 2,
        HasSession = 4,
    }

    private Runs runs;
    private SessionTurnover session;

    public override ItemKind Kind => ItemKind.Turnover;

    /// <summary>The number of the player's item: with it, and not the id of 16 bytes, the row's hash takes one block of SHA-256 in nearly every case.</summary>
    public int Owner { get; private set; }

    public AssetId Asset { get; private set; }

    /// <summary>Counted in the hour, and in the calendar windows, of <see cref="LastUnixMs"/>.</summary>
    public Counted Current { get; set; }

    /// <summary>The partition clock of the last count.</summary>
    public long LastUnixMs { get; set; }

    /// <summary>Of time played: the clock of the last stake, 0 before the first.</summary>
    public long LastPlayUnixMs { get; set; }

    /// <summary>Reserved and not yet counted: held stakes, the cash of them, open deposits.</summary>
    public Counted Held { get; set; }

    /// <summary>All that was staked without a session (held stakes), since the sessions are counted.</summary>
    public Counted Sessionless { get; set; }

    /// <summary>Whether stakes (or, of asset 0, the time played) are counted.</summary>
    public bool CountsStakes
    {
        get => (runs & Runs.Stakes) != 0;
        set => Set(Runs.Stakes, value);
    }

    public bool CountsSessions
    {
        get => (runs & Runs.Sessions) != 0;
        set => Set(Runs.Sessions, value);
    }

    /// <summary>The session that was used last.</summary>
    public SessionTurnover? Session
    {
        get => (runs & Runs.HasSession) != 0 ? session : null;
        set
        {
            session = value.GetValueOrDefault();
            Set(Runs.HasSession, value is not null);
        }
    }

    /// <summary>What the player may still stake by the last full judgement. RAM only.</summary>
    public StakeRoom Room { get; set; }

    /// <summary>Null until the first hour has closed. RAM only: it follows from the rows.</summary>
    public TurnoverHistoryItem? History { get; set; }

    public static TurnoverItem Of(int owner, AssetId asset) => new() { Owner = owner, Asset = asset };

    /// <summary>What counts in a rolling window at this clock, held amounts aside.</summary>
    public Counted Rolled(LimitWindow window, long clockUnixMs) => Rolled(window, RollingWindow.HourOf(clockUnixMs), cached: true);

    public Counted Rolled(LimitWindow window, long hour, bool cached)
    {
        var last = (int)RollingWindow.HourOf(LastUnixMs);
        var current = RollingWindow.Part(window, new TurnoverBucket(last, last, Current), hour);
        return History is null ? current
            : current.Plus(cached ? History.Buckets.Sum(window, hour) : History.Buckets.SumUncached(window, hour));
    }

    /// <summary>What counts in a calendar window that opened then. Nothing does when the last count was before.</summary>
    public Counted Since(LimitWindow window, long openedUnixMs) =>
        LastUnixMs < openedUnixMs ? default : History is null ? Current : Current.Plus(History.Calendar(window));

    /// <summary>The session's own record; null when nothing is known of it, and so nothing counts in it.</summary>
    public SessionTurnover? Find(SessionId id) =>
        (runs & Runs.HasSession) != 0 && session.Id == id ? session : History?.Sessions.Find(id);

    public override void Write(ByteWriter writer)
    {
        writer.I32(Owner);
        writer.U16(Asset.Code);
        writer.U8((byte)runs);
        writer.I64(LastUnixMs);
        Current.Write(writer);
        Held.Write(writer);
        if (Asset == default)
        {
            writer.I64(LastPlayUnixMs);
        }

        if (CountsSessions)
        {
            Sessionless.Write(writer);
        }

        if ((runs & Runs.HasSession) != 0)
        {
            session.Write(writer);
        }
    }

    public override void Read(ref ByteReader reader)
    {
        Owner = reader.I32();
        Asset = new AssetId(reader.U16());
        runs = (Runs)reader.U8();
        LastUnixMs = reader.I64();
        Current = Counted.Read(ref reader);
        Held = Counted.Read(ref reader);
        LastPlayUnixMs = Asset == default ? reader.I64() : 0;
        Sessionless = CountsSessions ? Counted.Read(ref reader) : default;
        session = (runs & Runs.HasSession) != 0 ? SessionTurnover.Read(ref reader) : default;
    }

    private void Set(Runs flag, bool value) => runs = value ? runs | flag : runs & ~flag;
}
