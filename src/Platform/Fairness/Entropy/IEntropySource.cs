namespace Croupier.Platform.Fairness.Entropy;

/// <summary>A raw source of entropy: samples of a byte each, as they come, before anything is mixed or hashed.</summary>
internal interface IEntropySource
{
    void Fill(Span<byte> samples);
}
