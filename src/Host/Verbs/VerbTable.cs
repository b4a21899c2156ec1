using System.CommandLine;

namespace Croupier.Host.Verbs;

/// <summary>The verbs of the binary, in the order in which the usage lists them.</summary>
internal static class VerbTable
{
    public static IReadOnlyList<Command> All { get; } =
    [
        StartDev.Create(),
        StartClusterVerb.Create(),
        ServeVerb.Create(),
        CheckConfigVerb.Create(),
        MigrateVerb.Create(),
        RegisterGamesVerb.Create(),
        CertsVerb.Create(),
        HealthcheckVerb.Create(),
        VerifyVerbs.Create(),
        ArchiveVerb.Create(),
        BackupVerbs.CreateBackup(),
        BackupVerbs.CreateRestore(),
        CrossingsVerb.Create(),
        PoisonVerb.Create(),
        LogVerb.Create(),
        HistoryVerb.Create(),
        new Command("rng", "The random generator.")
        {
            WithArguments("kat", "Known-answer test: kat FILE.rsp (CAVP, HMAC_DRBG, SHA-256).", RngKat.Run),
        },
        WithArguments("rtp", "Exact return to player of every game: rtp [--simulate ROUNDS [--seed NUMBER]].", Rtp.Run),
        WithArguments("vectors", "The public vectors of FILE, completed by those of newer rules: vectors FILE.", VectorsVerb.Run),
        Roles(),
    ];

    private static Command Roles()
    {
        var command = new Command("roles", "Print the parts of the platform and what each needs.");
        command.SetAction(_ => RolesVerb.Run(Console.Out));
        return command;
    }

    /// <summary>A verb that reads its own arguments, and says itself which it does not know.</summary>
    private static Command WithArguments(string name, string description, Func<string[], TextWriter, TextWriter, int> run)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(parsed => run([.. parsed.UnmatchedTokens], Console.Out, Console.Error));
        return command;
    }
}
