using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Fairness;

/// <summary>
/// The source of seeds, and what was wrong with it when it last refused: a source that has failed once is not asked for another try by the next player. It is
/// made on the first try, so that one that fails its start-up tests leaves a role that runs, opens no chain, and says why.
/// </summary>
internal sealed class SeedHealth(Func<ISeedSource> start, FairnessMetrics metrics, ILogger log)
{
    private readonly Lazy<ISeedSource> seeds = new(start);
    private readonly Lock gate = new();
    private volatile string? fault;

    /// <summary>Why nothing is drawn any more; null while the source is well.</summary>
    public string? Fault => fault;

    /// <summary>False, and <paramref name="seed"/> zero, when the source has failed now or before.</summary>
    public bool TryDraw(Span<byte> seed)
    {
        if (fault is null)
        {
            try
            {
                seeds.Value.Draw(seed);
                return true;
            }
            catch (Exception broken)
            {
                Note(broken);
            }
        }

        seed.Clear();
        return false;
    }

    /// <summary>Draws a seed that nobody gets, so that a fault is known before a player meets it.</summary>
    public void Try()
    {
        Span<byte> unused = stackalloc byte[SeedSealer.SeedBytes];
        TryDraw(unused);
        CryptographicOperations.ZeroMemory(unused);
    }

    private void Note(Exception broken)
    {
        lock (gate)
        {
            if (fault is null)
            {
                fault = $"no seeds are drawn: {broken.Message}";
                metrics.SeedsFailed();
                log.LogCritical(broken, "No chain is opened any more by this process: {Fault}", fault);
            }
        }
    }
}
