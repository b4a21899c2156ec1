namespace Croupier.Platform.Fairness;

/// <summary>Where server seeds come from.</summary>
internal interface ISeedSource
{
    /// <summary>Fills 32 bytes that nobody can have foreseen. Throws when it can't promise that; there is no second-best seed.</summary>
    void Draw(Span<byte> seed);
}
