using System.CommandLine;
using Croupier.Host.Config;
using Croupier.Host.Migrate;
using Croupier.Host.Secrets;
using Croupier.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier migrate up|status</c>: makes what the platform's processes find outside of them, and says what is there. <c>serve</c> never does.</summary>
internal static class MigrateVerb
{
    private static readonly Option<string> Config = RoleOption.Config();
    private static readonly Option<string?> Roles = RoleOption.Roles();

    public static Command Create()
    {
        var up = new Command("up", "Make what is missing, and bring the rest up to this version.") { Config, Roles };
        up.SetAction((parsed, cancellation) => SaidOnce.RunAsync(() => UpAsync(parsed.GetValue(Config)!, RoleOption.Parse(parsed.GetValue(Roles)), Console.Out, cancellation)));
        var status = new Command("status", "Print what is there, as the processes' own users see it. Ends with 1 when something is not of this version.") { Config, Roles };
        status.SetAction((parsed, cancellation) => SaidOnce.RunAsync(() => StatusAsync(parsed.GetValue(Config)!, RoleOption.Parse(parsed.GetValue(Roles)), Console.Out, cancellation)));
        return new Command("migrate", "Databases, their users and schemas.") { up, status };
    }

    internal static async Task<ExitCode> UpAsync(string file, IReadOnlyList<Role>? roles, TextWriter output, CancellationToken cancellation)
    {
        var configuration = ConfigurationFile.Load(file, []);
        await using var secrets = new SecretStore(configuration.Secrets, TimeProvider.System, NullLoggerFactory.Instance);
        foreach (var topology in TopologiesOf(configuration, roles, secrets))
        {
            await topology.UpAsync(output, cancellation);
        }

        return ExitCode.Ok;
    }

    internal static async Task<ExitCode> StatusAsync(string file, IReadOnlyList<Role>? roles, TextWriter output, CancellationToken cancellation)
    {
        var configuration = ConfigurationFile.Load(file, []);
        await using var secrets = new SecretStore(configuration.Secrets, TimeProvider.System, NullLoggerFactory.Instance);
        var code = ExitCode.Ok;
        foreach (var topology in TopologiesOf(configuration, roles, secrets))
        {
            foreach (var line in await topology.StatusAsync(cancellation))
            {
                await output.WriteLineAsync($"{line.What}: {line.State}");
                code = line.IsCurrent ? code : ExitCode.CheckFailed;
            }
        }

        return code;
    }

    private static IReadOnlyList<ITopology> TopologiesOf(Configuration configuration, IReadOnlyList<Role>? roles, SecretStore secrets) =>
        configuration.Log.Kind == LogKind.RabbitMq && (roles is null || roles.Contains(Role.Ledger))
            ? [new DatabaseTopology(configuration, roles, secrets), new BrokerTopology(configuration, secrets)]
            : [new DatabaseTopology(configuration, roles, secrets)];
}
