using System.Security.Cryptography;
using Croupier.Platform.Ledger;
using Npgsql;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier verify ledger</c>: replays every partition's chain from genesis and compares all that is stored with what follows from it.</summary>
public static class VerifyLedger
{
    /// <returns>0, or 1 when anything differs.</returns>
    public static async Task<int> RunAsync(
        NpgsqlDataSource dataSource, string? headsFolder, ECDsa? headsPublicKey, TextWriter output, CancellationToken cancellation, string? archiveFolder = null,
        bool headsNeeded = false) =>
        (int)await LedgerVerification.RunAsync(dataSource, headsFolder, headsPublicKey, output, cancellation, archiveFolder, headsNeeded);
}
