using System.Security.Cryptography;
using Croupier.Host.Config;
using Croupier.Kernel;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Host.Serve;

/// <summary>The ledger of separate processes, for a verb that looks into it: its databases as its own user, found and proven as <c>serve</c> finds them.</summary>
internal static class ServedLedger
{
    /// <summary>Verifies every instance, beside whoever leads. Without heads of its own it takes the folder that the ledgers publish to.</summary>
    public static async Task<ExitCode> VerifyAsync(string file, string? heads, ECDsa? headsKey, TextWriter output, CancellationToken cancellation, IReadOnlyDictionary<string, string>? environment = null)
    {
        var configuration = ConfigurationFile.Load(file, [Role.Ledger], environment);
        await using var secrets = await ServeSecrets.OpenAsync(configuration, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        await using var databases = ServeDatabases.Open(configuration, secrets);
        await SchemaCheck.ExpectAsync(databases.Sources, file, cancellation);
        var options = configuration.Ledger.Options;
        var code = ExitCode.Ok;
        foreach (var (name, source) in databases.Ledger)
        {
            if (databases.Ledger.Count > 1)
            {
                await output.WriteLineAsync($"on {name}:");
            }

            var verified = await LedgerVerification.RunAsync(
                source, heads ?? options.HeadsFolder, headsKey ?? secrets.HeadKey?.Current[0], output, cancellation, options.Archive?.Folder, headsNeeded: heads is not null);
            code = verified == ExitCode.Ok ? code : verified;
        }

        return code;
    }
}
