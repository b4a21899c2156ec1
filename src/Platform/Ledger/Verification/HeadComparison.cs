using System.Security.Cryptography;
using Croupier.Kernel;

namespace Croupier.Platform.Ledger.Verification;

/// <summary>Holds the published heads of a partition against its chain as it is walked: both are in order of sequence.</summary>
internal sealed class HeadComparison : IDisposable
{
    private readonly int partition;
    private readonly ECDsa? key;
    private readonly bool needed;
    private readonly Findings findings;
    private readonly IEnumerator<SignedHead?> heads;
    private SignedHead? next;

    /// <param name="needed">That there are no heads is a finding too: whoever brings a copy of them expects it to be compared.</param>
    public HeadComparison(int partition, string? folder, ECDsa? key, bool needed, Findings findings)
    {
        (this.partition, this.key, this.needed, this.findings) = (partition, key, needed, findings);
        var file = folder is null ? null : new HeadFile(folder, partition);
        heads = (file is { Exists: true } ? file.Read() : []).GetEnumerator();
        Advance();
    }

    public long Compared { get; private set; }

    /// <summary>Where the chain is followed from a block that is not genesis: heads before it are not compared.</summary>
    public void Begin(long sequence, Hash256 hash)
    {
        while (next is not null && next.Sequence < sequence)
        {
            Advance();
        }

        Compare(sequence, hash);
    }

    public void Compare(long sequence, Hash256 hash)
    {
        while (next is not null && next.Sequence <= sequence)
        {
            findings.Unless(next.Sequence == sequence, $"partition {partition}: the published heads go back to block {next.Sequence}");
            findings.Unless(
                next.Sequence != sequence || next.Names(hash), $"partition {partition}: block {sequence} has hash {hash}, and its published head says {next.Hash}");
            Advance();
        }
    }

    public void End(long last)
    {
        for (; next is not null; Advance())
        {
            findings.Add($"partition {partition}: block {next.Sequence} is published, and the chain ends at {last}: this database is older");
        }

        findings.Unless(!needed || Compared > 0, $"partition {partition}: there are no published heads of it, and nothing was compared with any");
    }

    public void Dispose() => heads.Dispose();

    private void Advance()
    {
        next = null;
        while (next is null && heads.MoveNext())
        {
            Compared++;
            next = Checked(heads.Current);
        }
    }

    private SignedHead? Checked(SignedHead? head)
    {
        if (head is null)
        {
            findings.Add($"partition {partition}: line {Compared} of the published heads is none");
            return null;
        }

        findings.Unless(head.Partition == partition, $"partition {partition}: line {Compared} of the published heads is of partition {head.Partition}");
        findings.Unless(key is null || head.IsSignedBy(key), $"partition {partition}: the published head of block {head.Sequence} is not signed by the key given");
        return head;
    }
}
