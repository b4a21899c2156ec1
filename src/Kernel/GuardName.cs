using Croupier.Kernel.Bytes;

namespace Croupier.Kernel;

/// <summary>Who set a limit. Each source has limits of its own, and all are judged. Numbers are persisted and never change.</summary>
public enum LimitSource : byte
{
    Player = 1,
    Operator = 2,
}

/// <summary>What a limit measures, over all of a player's wallets of an asset. Numbers are persisted and never change.</summary>
public enum LimitMeasure : byte
{
    /// <summary>The stake of one round, in ledger units. It has no window.</summary>
    StakePerRound = 1,

    /// <summary>The sum of stakes, held ones included, in ledger units.</summary>
    Wagered = 2,

    /// <summary>Cash stakes, held ones included, less cash returns, in ledger units.</summary>
    NetLoss = 3,

    /// <summary>Gross deposits, reserved at the intent, in ledger units.</summary>
    Deposited = 4,

    /// <summary>Time played, in milliseconds of the partition clock. It has no asset.</summary>
    SessionTime = 5,
}

/// <summary>Over what time a limit measures. Numbers are persisted and never change.</summary>
public enum LimitWindow : byte
{
    /// <summary>Of a limit that looks at one command alone.</summary>
    None = 0,
    Rolling24h = 1,
    Rolling7d = 2,
    Rolling30d = 3,

    /// <summary>A calendar day in the player's zone.</summary>
    Day = 4,

    /// <summary>A calendar week, from Monday (ISO 8601), in the player's zone.</summary>
    Week = 5,

    /// <summary>A calendar month in the player's zone.</summary>
    Month = 6,

    /// <summary>One sign-in on one device.</summary>
    Session = 7,
}

/// <summary>Which of a player's limits refused: with the result's asset it names one. Three bytes: source, measure, window.</summary>
public readonly record struct GuardName(LimitSource Source, LimitMeasure Measure, LimitWindow Window)
{
    public static GuardName Read(ref ByteReader reader) => new((LimitSource)reader.U8(), (LimitMeasure)reader.U8(), (LimitWindow)reader.U8());

    public void Write(ByteWriter writer)
    {
        writer.U8((byte)Source);
        writer.U8((byte)Measure);
        writer.U8((byte)Window);
    }

    public override string ToString() => $"{Source} {Measure} {Window}";
}
