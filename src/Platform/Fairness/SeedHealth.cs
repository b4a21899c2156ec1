using System.Security.Cryptography;
using Croupier.Kernel;

namespace Croupier.Platform.Fairness;

/// <summary>The source of seeds, and what was wrong with it when it last refused: a source that has failed once is not asked for another try by the next player.</summary>
internal sealed class SeedHealth(ISeedSource seeds) : ISeedSource
{
    private volatile string? fault;

    /// <summary>Why nothing is drawn any more; null while the source is well.</summary>
    public string? Fault => fault;

    public void Draw(Span<byte> seed)
    {
        if (fault is { } before)
        {
            throw new InvariantBrokenException("I7", before);
        }

        try
        {
            seeds.Draw(seed);
        }
        catch (Exception broken)
        {
            seed.Clear();
            fault = $"no seeds are drawn: {broken.Message}";
            throw;
        }
    }

    /// <summary>Draws a seed that nobody gets.</summary>
    public void Try()
    {
        Span<byte> unused = stackalloc byte[SeedSealer.SeedBytes];
        try
        {
            Draw(unused);
        }
        catch (Exception) when (fault is not null)
        {
            // The role starts all the same, opens no chain, and says why where readiness is asked for.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(unused);
        }
    }
}
