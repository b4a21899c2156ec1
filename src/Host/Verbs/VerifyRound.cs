using System.Globalization;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier verify round [FILE|-] [--nonce N]</c>: reads a closed chain as <c>GET /api/v1/chains/{chain}</c> gives it and derives its rounds again. Nothing is asked of a
/// running platform. Exit code 0 when everything agrees, 1 when something does not, 2 when the file can't be checked.
/// </summary>
internal static class VerifyRound
{
    private const string Usage = "usage: croupier verify round [FILE|-] [--nonce N]";

    public static int Run(string[] args, TextWriter output, TextWriter error) => Run(args, Console.In, output, error);

    internal static int Run(string[] args, TextReader input, TextWriter output, TextWriter error)
    {
        try
        {
            var (file, nonce) = ParseArguments(args);
            var export = ChainExport.Parse(file is null ? input.ReadToEnd() : File.ReadAllText(file));
            return (int)Verify(export, nonce, output);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(wrong.Message);
            return (int)ExitCode.Usage;
        }
    }

    private static ExitCode Verify(ChainExport export, long? nonce, TextWriter output)
    {
        if (export.ServerSeed is null)
        {
            throw new FormatException("the seed of this chain is not revealed yet: close the chain, fetch it again, and verify that");
        }

        var rounds = ChainCheck.Played(export).Where(r => nonce is null || r.Nonce == nonce).ToList();
        if (nonce is not null && rounds.Count == 0)
        {
            throw new FormatException($"no round of this chain has nonce {nonce}");
        }

        var wrong = ChainCheck.Whole(export).ToList();
        if (ChainCheck.HasUsableSeeds(export))
        {
            wrong.AddRange(rounds.Select(r => (Round: r, Difference: ChainCheck.Round(export, r))).Where(c => c.Difference is not null)
                .Select(c => $"nonce {c.Round.Nonce}, {c.Round.Game}: {c.Difference}"));
        }

        foreach (var difference in wrong)
        {
            output.WriteLine(difference);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"chain {export.Chain}: {rounds.Count} rounds derived again, {export.Rounds.Count - ChainCheck.Played(export).Count()} refused bets passed over, {wrong.Count} differences"));
        return wrong.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private static (string? File, long? Nonce) ParseArguments(string[] args)
    {
        string? file = null;
        long? nonce = null;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--nonce")
            {
                nonce = i + 1 < args.Length && long.TryParse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new FormatException($"--nonce wants a number from 0; {Usage}");
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal) || file is not null)
            {
                throw new FormatException($"'{args[i]}' is not understood; {Usage}");
            }
            else
            {
                file = args[i];
            }
        }

        return (file == "-" ? null : file, nonce);
    }
}
