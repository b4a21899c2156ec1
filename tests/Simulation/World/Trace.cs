namespace Croupier.Tests.Simulation.World;

/// <summary>A running hash (FNV-1a) over everything that happens in a run: two runs that differ anywhere have different ones.</summary>
internal sealed class Trace
{
    private const ulong Prime = 1_099_511_628_211;

    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    public void Note(long what)
    {
        for (var i = 0; i < 8; i++)
        {
            Hash = unchecked((Hash ^ (byte)(what >> (8 * i))) * Prime);
        }
    }

    public void Note(string what, long number)
    {
        foreach (var letter in what)
        {
            Hash = unchecked((Hash ^ letter) * Prime);
        }

        Note(number);
    }
}
