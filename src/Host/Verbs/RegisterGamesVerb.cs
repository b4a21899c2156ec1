using System.CommandLine;
using Croupier.Host.Dev;
using Croupier.Host.Serve;
using Croupier.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Host.Verbs;

/// <summary>
/// <c>croupier register-games</c>: puts the games of this version into the registry of every partition, without which no bet on them is taken. Run again it changes nothing,
/// and does not enable what the operator has disabled since.
/// </summary>
internal static class RegisterGamesVerb
{
    private static readonly Option<string> Config = RoleOption.Config();

    public static Command Create()
    {
        var command = new Command("register-games", "Put the games of this version into the registry of every partition.") { Config };
        command.SetAction((parsed, cancellation) => SaidOnce.RunAsync(() => RunAsync(parsed.GetValue(Config)!, cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(string file, CancellationToken cancellation)
    {
        await using var session = await OperatorSession.OpenAsync(file, NullLoggerFactory.Instance, cancellation);
        var partitions = session.Configuration.Ledger.Partitions;
        for (var partition = 0; partition < partitions; partition++)
        {
            await GameRegistration.RegisterAllAsync(session.Ledger, partition, cancellation);
        }

        await Console.Out.WriteLineAsync($"every game of this version is in the registry of {partitions} partition{(partitions == 1 ? "" : "s")}");
        return ExitCode.Ok;
    }
}
