namespace Croupier.Bench.Ledger;

/// <summary>One run of one case. Commit times in milliseconds, one for each block or transaction; processor time of this process and its PostgreSQL.</summary>
internal sealed record CaseResult(long Transfers, double Seconds, IReadOnlyList<double> CommitMs, long WalBytes, TimeSpan Processor, long Commands = 0)
{
    public double PerSecond => Transfers / Seconds;

    /// <summary>Of this process and its PostgreSQL: what remains comparable on a machine that others use too.</summary>
    public double ProcessorMicroseconds => Processor.TotalMicroseconds / Transfers;

    public double CommandsPerSecond => Commands / Seconds;

    public double WalPerTransfer => (double)WalBytes / Transfers;

    public double Percentile(double share) => PercentileOf(CommitMs, share);

    public static double PercentileOf(IReadOnlyList<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }
}
