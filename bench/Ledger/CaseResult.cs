namespace Croupier.Bench.Ledger;

/// <summary>One run of one case. Commit times in milliseconds, one for each block or transaction.</summary>
internal sealed record CaseResult(long Transfers, double Seconds, IReadOnlyList<double> CommitMs, long WalBytes)
{
    public double PerSecond => Transfers / Seconds;

    public double WalPerTransfer => (double)WalBytes / Transfers;

    public double Percentile(double share)
    {
        var sorted = CommitMs.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }
}
