using System.Globalization;
using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>
/// The account that the server runs as. PostgreSQL refuses to run as root, so root hands the cluster to another account; anyone else
/// runs the server as themselves.
/// </summary>
internal sealed record PrivatePostgresAccount(string? Name, int Uid)
{
    public static PrivatePostgresAccount Choose(string? wanted)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new PrivatePostgresAccount(null, IdOf([]) ?? -1);
        }

        string[] candidates = wanted is null ? ["postgres", "nobody"] : [wanted];
        foreach (var name in candidates)
        {
            if (IdOf([name]) is { } uid and not 0)
            {
                return new PrivatePostgresAccount(name, uid);
            }
        }

        throw new PrivatePostgresException(
            ExitCode.NoPostgres, $"PostgreSQL does not run as root, and there is no account {string.Join(" or ", candidates)}: start as another user");
    }

    /// <summary>The arguments that run a program as this account.</summary>
    public string[] Become(params string[] command) =>
        Name is null ? command : ["setpriv", $"--reuid={Name}", $"--regid={GroupOf(Name)}", "--init-groups", "--", .. command];

    /// <summary>
    /// The arguments that run the server as this account, in a session of its own (Ctrl-C in our terminal must reach us alone: we stop the server last)
    /// and with SIGINT (a fast shutdown) as soon as the thread that started it is gone, which only our own death brings about.
    /// </summary>
    public string[] BecomeServer(params string[] command)
    {
        if (PrivatePostgresShell.Run("setpriv", "--pdeathsig", "INT", "--", "true").ExitCode != 0)
        {
            return Become(command);
        }

        string[] identity = Name is null ? [] : [$"--reuid={Name}", $"--regid={GroupOf(Name)}", "--init-groups"];
        return ["setsid", "setpriv", .. identity, "--pdeathsig", "INT", "--", .. command];
    }

    /// <summary>Hands a file or folder, and what is in it, to this account.</summary>
    public void TakeOver(string path)
    {
        if (Name is null)
        {
            return;
        }

        var (exitCode, output) = PrivatePostgresShell.Run("chown", "-R", "--no-dereference", $"{Name}:{GroupOf(Name)}", path);
        if (exitCode != 0)
        {
            throw new PrivatePostgresException(ExitCode.DataFolderUnusable, $"{path} can't be given to account {Name}: {output.Trim()}");
        }
    }

    private static string GroupOf(string name) => PrivatePostgresShell.Run("id", "-g", name).Output.Trim();

    private static int? IdOf(string[] account)
    {
        var (exitCode, output) = PrivatePostgresShell.Run("id", ["-u", .. account]);
        return exitCode == 0 && int.TryParse(output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : null;
    }
}
