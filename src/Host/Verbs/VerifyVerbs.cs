using System.CommandLine;
using System.Security.Cryptography;
using Croupier.Host.Dev;
using Croupier.Host.Serve;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier verify ledger|round</c>. The ledger of a data folder is verified offline, on its own PostgreSQL, while no platform uses it; that of separate processes where
/// it is, as its own user, also beside the ledgers.
/// </summary>
internal static class VerifyVerbs
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };

    private static readonly Option<string?> Config = new("--config") { Description = "Instead of a data folder: the configuration of separate processes, whose ledger's databases are read." };

    private static readonly Option<string?> Heads = new("--heads")
    {
        Description = "A folder of published heads that was kept elsewhere (partition-N.jsonl). Without it the data folder's own, which prove nothing against whoever can write there.",
    };

    private static readonly Option<string?> HeadsKey = new("--heads-key") { Description = "The public key that signed them, a PEM file. Without it the data folder's." };

    public static Command Create()
    {
        var ledger = new Command("ledger", "Replay the chain and compare everything that is stored with what follows from it.") { Data, Config, Heads, HeadsKey };
        ledger.SetAction((parsed, cancellation) => VerifyAsync(parsed.GetValue(Data)!, parsed.GetValue(Config), parsed.GetValue(Heads), parsed.GetValue(HeadsKey), cancellation));
        var round = new Command("round", "Re-derive the rounds of a chain's export: round FILE|- [--nonce N].") { TreatUnmatchedTokensAsErrors = false };
        round.SetAction(parsed => VerifyRound.Run([.. parsed.UnmatchedTokens], Console.Out, Console.Error));
        return new Command("verify", "Prove what was decided.") { ledger, round };
    }

    private static async Task<int> VerifyAsync(string path, string? config, string? heads, string? headsKey, CancellationToken cancellation)
    {
        if (heads is not null && (!Directory.Exists(heads) || !Directory.EnumerateFiles(heads, "partition-*.jsonl").Any()))
        {
            await Console.Error.WriteLineAsync($"croupier: there are no published heads in {Path.GetFullPath(heads)}: a folder with files partition-N.jsonl is wanted");
            return (int)Kernel.ExitCode.Usage;
        }

        using var signer = ECDsa.Create();
        if (headsKey is not null && WhyNoKey(signer, headsKey) is { } reason)
        {
            await Console.Error.WriteLineAsync($"croupier: {headsKey} is no public key in PEM: {reason}");
            return (int)Kernel.ExitCode.Usage;
        }

        if (config is not null)
        {
            return await SaidOnce.RunAsync(() => ServedLedger.VerifyAsync(config, heads, headsKey is null ? null : signer, Console.Out, cancellation));
        }

        return await LedgerFolder.WithAsync(
            path,
            (source, folder, secrets) => VerifyLedger.RunAsync(
                source, heads ?? folder.HeadsFolder, headsKey is null ? secrets.HeadsKey : signer, Console.Out, cancellation, folder.ArchiveFolder, headsNeeded: heads is not null),
            cancellation);
    }

    private static string? WhyNoKey(ECDsa key, string path)
    {
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return null;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }
}
