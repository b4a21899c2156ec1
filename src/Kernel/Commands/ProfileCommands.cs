using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// The rules of a jurisdiction or a group of players, under a number of 1 to 65,535. A later registration of the same number must have a higher version and replaces it for all
/// of its players. <paramref name="Sources"/> is null where any order of sources may be used. All times are in milliseconds of the partition clock.
/// </summary>
/// <param name="LoosenDelayMs">How long a looser limit waits before the player can confirm it.</param>
/// <param name="MinCycleMs">The least time between two cycles of a game; 0 for none.</param>
/// <param name="OneOpenCycle">Whether an open held stake refuses another stake of the same game.</param>
/// <param name="SessionIdleMs">The longest gap between two rounds that counts as time played.</param>
public sealed record RegisterProfile(
    CommandId Id, PlayerId Player, ushort Profile, ushort Version, long LoosenDelayMs, long MinCycleMs, bool OneOpenCycle, SourceOrder? Sources, long SessionIdleMs)
    : Command(Id, Player)
{
    /// <summary>A year: a longer delay is a mistake in the units.</summary>
    public const long MaxLoosenDelayMs = 366L * 24 * 3_600_000;

    /// <summary>The clock's granularity is known for this long (docs/guards.md).</summary>
    public const long MaxMinCycleMs = 10_000;

    public const long MaxSessionIdleMs = 24L * 3_600_000;

    private const byte AnySources = 255;

    public override CommandKind Kind => CommandKind.RegisterProfile;

    public bool IsWellFormed =>
        Player.IsOperator && Profile != 0
        && LoosenDelayMs is >= 0 and <= MaxLoosenDelayMs
        && MinCycleMs is >= 0 and <= MaxMinCycleMs
        && SessionIdleMs is > 0 and <= MaxSessionIdleMs
        && Sources is null or SourceOrder.CashOnly or SourceOrder.BonusThenCash or SourceOrder.CashThenBonus;

    internal static RegisterProfile Read(ref ByteReader reader, CommandId id, PlayerId player) => new(
        id, player, reader.U16(), reader.U16(), reader.I64(), reader.I64(), reader.Bool(), SourcesOf(reader.U8()), reader.I64());

    internal override void WriteBody(ByteWriter writer)
    {
        writer.U16(Profile);
        writer.U16(Version);
        writer.I64(LoosenDelayMs);
        writer.I64(MinCycleMs);
        writer.Bool(OneOpenCycle);
        writer.U8(ByteOf(Sources));
        writer.I64(SessionIdleMs);
    }

    /// <summary>255 stands for any order.</summary>
    public static byte ByteOf(SourceOrder? sources) => sources is { } order ? (byte)order : AnySources;

    public static SourceOrder? SourcesOf(byte value) => value == AnySources ? null : (SourceOrder)value;
}

/// <summary>Puts a player under a profile. Identity may do so once, when it opens the player; the operator always.</summary>
public sealed record SetProfile(CommandId Id, PlayerId Player, ushort Profile) : Command(Id, Player)
{
    public override CommandKind Kind => CommandKind.SetProfile;

    internal static SetProfile Read(ref ByteReader reader, CommandId id, PlayerId player) => new(id, player, reader.U16());

    internal override void WriteBody(ByteWriter writer) => writer.U16(Profile);
}
