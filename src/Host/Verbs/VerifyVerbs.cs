using System.CommandLine;
using Croupier.Host.Dev;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier verify ledger|round</c>. The ledger of a data folder is verified offline, on its own PostgreSQL, while no platform uses it.</summary>
internal static class VerifyVerbs
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder of start-dev.", DefaultValueFactory = _ => new DevOptions().DataFolder };

    public static Command Create()
    {
        var ledger = new Command("ledger", "Replay the chain and compare everything that is stored with what follows from it.") { Data };
        ledger.SetAction((parsed, cancellation) => VerifyFolderAsync(parsed.GetValue(Data)!, cancellation));
        var round = new Command("round", "Re-derive the rounds of a chain's export: round FILE|- [--nonce N].") { TreatUnmatchedTokensAsErrors = false };
        round.SetAction(parsed => VerifyRound.Run([.. parsed.UnmatchedTokens], Console.Out, Console.Error));
        return new Command("verify", "Prove what was decided.") { ledger, round };
    }

    private static Task<int> VerifyFolderAsync(string path, CancellationToken cancellation) => LedgerFolder.WithAsync(
        path,
        (source, folder, secrets) => VerifyLedger.RunAsync(source, folder.HeadsFolder, secrets.HeadsKey, Console.Out, cancellation, folder.ArchiveFolder),
        cancellation);
}
