namespace Croupier.Rules;

/// <summary>Unbiased integers, one after the other: a round's stream, and in proofs every sequence that there can be.</summary>
public interface IDraws
{
    /// <summary>An integer in [0, <paramref name="bound"/>), each equally likely. Bound 1–2^32.</summary>
    uint Next(ulong bound);
}
