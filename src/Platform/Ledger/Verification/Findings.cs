namespace Croupier.Platform.Ledger.Verification;

/// <summary>What does not agree: each said once on a line of its own, the first <see cref="Limit"/> of them, and all counted.</summary>
internal sealed class Findings(TextWriter output)
{
    public const int Limit = 100;

    private readonly Lock gate = new();
    private long count;

    public long Count => Interlocked.Read(ref count);

    public void Add(string finding)
    {
        lock (gate)
        {
            count++;
            if (count <= Limit)
            {
                output.WriteLine(finding);
            }
            else if (count == Limit + 1)
            {
                output.WriteLine($"more than {Limit} differences; the rest is counted only");
            }
        }
    }

    public void Unless(bool agrees, string finding)
    {
        if (!agrees)
        {
            Add(finding);
        }
    }
}
