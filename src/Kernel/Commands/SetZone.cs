using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>From <paramref name="FromUnixMs"/> on a zone is this many minutes ahead of UTC.</summary>
public readonly record struct ZoneTransition(long FromUnixMs, int OffsetMinutes);

/// <summary>
/// The player's time zone, by which calendar days, weeks and months begin. The partition has no zone tables of its own, so that a replay can't differ by them: the
/// command brings the offset of now and the transitions to come, in order. After the last one its offset stays. The name is kept and not interpreted.
/// </summary>
public sealed record SetZone(CommandId Id, PlayerId Player, string Zone, int OffsetMinutes, IReadOnlyList<ZoneTransition> Transitions) : Command(Id, Player)
{
    public const int MaxTransitions = 16;
    public const int MaxNameLength = 64;

    /// <summary>No place is further from UTC than 18 hours (ISO 8601 implementations agree on this bound).</summary>
    public const int MaxOffsetMinutes = 18 * 60;

    public override CommandKind Kind => CommandKind.SetZone;

    /// <summary>Whether the offsets are possible and the transitions in order.</summary>
    public bool IsWellFormed
    {
        get
        {
            var fits = Zone.Length is > 0 and <= MaxNameLength && IsOffset(OffsetMinutes) && Transitions.Count <= MaxTransitions;
            for (var i = 0; i < Transitions.Count; i++)
            {
                fits &= IsOffset(Transitions[i].OffsetMinutes) && Transitions[i].FromUnixMs >= (i == 0 ? 0 : Transitions[i - 1].FromUnixMs + 1)
                    && Transitions[i].FromUnixMs < long.MaxValue / 4;
            }

            return fits;
        }
    }

    internal static SetZone Read(ref ByteReader reader, CommandId id, PlayerId player) =>
        new(id, player, reader.Text(), reader.I32(), ReadTransitions(ref reader));

    internal override void WriteBody(ByteWriter writer)
    {
        writer.Text(Zone);
        writer.I32(OffsetMinutes);
        WriteTransitions(writer, Transitions);
    }

    /// <summary>Count (1), then each: from (8), offset in minutes (4).</summary>
    public static void WriteTransitions(ByteWriter writer, IReadOnlyList<ZoneTransition> transitions)
    {
        writer.U8(checked((byte)transitions.Count));
        for (var i = 0; i < transitions.Count; i++)
        {
            writer.I64(transitions[i].FromUnixMs);
            writer.I32(transitions[i].OffsetMinutes);
        }
    }

    public static ZoneTransition[] ReadTransitions(ref ByteReader reader)
    {
        var count = reader.U8();
        if (count > MaxTransitions)
        {
            throw new MalformedBytesException($"{count} transitions, {MaxTransitions} at most");
        }

        var transitions = count == 0 ? [] : new ZoneTransition[count];
        for (var i = 0; i < count; i++)
        {
            transitions[i] = new(reader.I64(), reader.I32());
        }

        return transitions;
    }

    private static bool IsOffset(int minutes) => minutes is >= -MaxOffsetMinutes and <= MaxOffsetMinutes;
}
