using Croupier.Host.Roles;
using Croupier.Kernel;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier roles</c>: prints the roles table.</summary>
internal static class RolesVerb
{
    public static int Run(TextWriter output)
    {
        output.WriteLine($"{"role",-10}{"what it does",-54}{"provides",-34}uses");
        foreach (var role in RolesTable.All)
        {
            output.WriteLine($"{role.Name,-10}{role.Summary,-54}{string.Join(", ", role.Provides),-34}{string.Join(", ", role.Uses)}");
        }

        return (int)ExitCode.Ok;
    }
}
