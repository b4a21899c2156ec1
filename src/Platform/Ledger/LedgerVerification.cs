using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Platform.Ledger.Archive;
using Croupier.Platform.Ledger.Verification;
using Npgsql;

namespace Croupier.Platform.Ledger;

/// <summary>
/// Proves a ledger offline (I6): replays each partition's chain from genesis through the same decisions and compares all that is stored with what follows from it,
/// and the chain with heads signed outside the database. Changes nothing; may run beside a ledger, and then verifies one moment of it. Called by <c>verify ledger</c>
/// and by tests.
/// </summary>
public static class LedgerVerification
{
    /// <summary>Says what differs, then one line a partition. Without <paramref name="headsPublicKey"/> the published heads' signatures are not checked.</summary>
    /// <param name="headsNeeded">A partition without published heads in the folder is a finding.</param>
    /// <returns><see cref="ExitCode.Ok"/>, or <see cref="ExitCode.CheckFailed"/> when anything differs.</returns>
    public static async Task<ExitCode> RunAsync(
        NpgsqlDataSource dataSource, string? headsFolder, ECDsa? headsPublicKey, TextWriter output, CancellationToken cancellation, string? archiveFolder = null,
        bool headsNeeded = false)
    {
        var findings = new Findings(output);
        var summaries = new List<string>();
        var partitions = await StoredPartitions.FindAsync(dataSource, cancellation);
        partitions.UnionWith(headsFolder is null ? [] : HeadFile.PartitionsIn(headsFolder));
        foreach (var partition in partitions)
        {
            var archive = archiveFolder is null ? null : new BlockArchive(archiveFolder, partition, headsPublicKey is null ? [] : [headsPublicKey]);
            await using var view = await FrozenView.OpenAsync(dataSource, cancellation);
            summaries.Add(await new PartitionVerification(partition, partitions.Count, view, headsFolder, headsPublicKey, headsNeeded, archive, findings).RunAsync(cancellation));
        }

        foreach (var summary in summaries)
        {
            await output.WriteLineAsync(summary.AsMemory(), cancellation);
        }

        if (summaries.Count == 0)
        {
            await output.WriteLineAsync("this database has no partition".AsMemory(), cancellation);
        }

        return findings.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
    }
}
