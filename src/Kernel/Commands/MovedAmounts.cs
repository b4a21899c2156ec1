using System.Globalization;
using System.Text.Json.Serialization;
using Croupier.Kernel.Bytes;

namespace Croupier.Kernel.Commands;

/// <summary>
/// What a command moved where its own bytes do not say it: the resolved plan, in ledger units, kept in its result and given back to every retry.
/// <list type="bullet">
/// <item>Transfer and PlaceHold with a leg that is not exact: one amount a leg.</item>
/// <item>PostHold of a hold of several sources, or with a payout: what each source gave, then, if anything was paid, what was paid to each.</item>
/// <item>Linked with such a child: for each child how many amounts follow, then these.</item>
/// </list>
/// Compared by value. Written as a count (1) and the amounts (8 each).
/// </summary>
public readonly struct MovedAmounts : IEquatable<MovedAmounts>
{
    public const int MaxCount = 255;

    private readonly long[]? units;

    public MovedAmounts(ReadOnlySpan<long> units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units.Length, MaxCount);
        this.units = units.IsEmpty ? null : units.ToArray();
    }

    public bool IsEmpty => units is null;

    /// <summary>No serializer by reflection can write a span; <see cref="ToString"/> says the same.</summary>
    [JsonIgnore]
    public ReadOnlySpan<long> Units => units;

    public static bool operator ==(MovedAmounts left, MovedAmounts right) => left.Equals(right);

    public static bool operator !=(MovedAmounts left, MovedAmounts right) => !left.Equals(right);

    public bool Equals(MovedAmounts other) => Units.SequenceEqual(other.Units);

    public override bool Equals(object? obj) => obj is MovedAmounts other && Equals(other);

    public override int GetHashCode() => IsEmpty ? 0 : HashCode.Combine(units!.Length, units[0], units[^1]);

    public override string ToString() => string.Join(' ', (units ?? []).Select(amount => amount.ToString(CultureInfo.InvariantCulture)));

    internal static MovedAmounts Read(ref ByteReader reader)
    {
        var units = new long[reader.U8()];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = reader.I64();
        }

        return units.Length == 0 ? throw new MalformedBytesException("a plan of no amounts") : new MovedAmounts(units);
    }

    internal void Write(ByteWriter writer)
    {
        writer.U8((byte)Units.Length);
        foreach (var amount in Units)
        {
            writer.I64(amount);
        }
    }
}
