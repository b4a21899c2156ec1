namespace Croupier.Kernel;

/// <summary>
/// Where a command stands: the log's incarnation (1, 2, …; a new one is opened by the operator after a lost tail), the offset of its batch
/// (0, 1, …) and its index in the batch. Ordered.
/// </summary>
public readonly record struct LogPosition(uint Incarnation, long Offset, int Index) : IComparable<LogPosition>
{
    /// <summary>Before the first entry of the first incarnation.</summary>
    public static readonly LogPosition Start = new(1, -1, 0);

    public int CompareTo(LogPosition other) =>
        (Incarnation, Offset, Index).CompareTo((other.Incarnation, other.Offset, other.Index));

    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Incarnation}:{Offset}:{Index}";
}
