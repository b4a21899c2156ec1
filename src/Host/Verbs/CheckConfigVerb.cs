using System.CommandLine;
using Croupier.Host.Config;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier check-config</c>: what is in effect and where it comes from, or everything that is wrong. <c>--reference</c> prints docs/configuration.md.</summary>
internal static class CheckConfigVerb
{
    private static readonly Option<string?> Config = new("--config") { Description = "The configuration, a YAML file (docs/configuration.md)." };
    private static readonly Option<string?> Roles = RoleOption.Roles();
    private static readonly Option<bool> Reference = new("--reference") { Description = "Print every key that there is, as docs/configuration.md." };

    public static Command Create()
    {
        var command = new Command("check-config", "Print the effective configuration with secrets masked, or everything that is wrong with it.") { Config, Roles, Reference };
        command.SetAction((parsed, _) => SaidOnce.RunAsync(async () =>
        {
            if (parsed.GetValue(Reference))
            {
                await Console.Out.WriteAsync(ReferencePage.Text());
                return ExitCode.Ok;
            }

            if (parsed.GetValue(Config) is not { } file)
            {
                await Console.Error.WriteLineAsync("croupier: check-config wants --config FILE");
                return ExitCode.Usage;
            }

            return Run(file, RoleOption.Parse(parsed.GetValue(Roles)), ConfigurationFile.ProcessEnvironment(), Console.Out, Console.Error);
        }));
        return command;
    }

    internal static ExitCode Run(string file, IReadOnlyList<Role>? roles, IReadOnlyDictionary<string, string> environment, TextWriter output, TextWriter errors)
    {
        var (configuration, reading) = ConfigurationFile.Read(file, roles, environment);
        if (reading.Errors.Count > 0)
        {
            errors.WriteLine(new ConfigurationException(file, reading.Errors).Message);
            return ExitCode.Usage;
        }

        output.WriteLine($"# {file}, for {string.Join(", ", configuration.Roles.Select(RoleNames.Of))}. Secrets are not read, and not shown.");
        output.Write(EffectiveText.Of(reading.Entries));
        return ExitCode.Ok;
    }
}
