using System.CommandLine;

namespace Croupier.Host.Verbs;

/// <summary>The verbs of the binary, in the order in which the usage lists them.</summary>
internal static class VerbTable
{
    public static IReadOnlyList<Command> All { get; } = [Roles()];

    private static Command Roles()
    {
        var command = new Command("roles", "Print the parts of the platform and what each needs.");
        command.SetAction(_ => RolesVerb.Run(Console.Out));
        return command;
    }
}
