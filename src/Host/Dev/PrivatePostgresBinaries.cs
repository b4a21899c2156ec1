using System.Globalization;
using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>An installed PostgreSQL server: its major version and the folder of <c>initdb</c> and <c>postgres</c>.</summary>
internal sealed record PrivatePostgresBinaries(int Major, string Folder)
{
    public const string DebianRoot = "/usr/lib/postgresql";

    public string Initdb => Path.Combine(Folder, "initdb");

    public string BaseBackup => Path.Combine(Folder, "pg_basebackup");

    public string VerifyBackup => Path.Combine(Folder, "pg_verifybackup");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>
    /// The newest server for a new cluster (<paramref name="clusterMajor"/> null), or the one whose major version made the cluster: PostgreSQL reads no
    /// other version's data.
    /// </summary>
    public static PrivatePostgresBinaries Find(int? clusterMajor) =>
        Find(clusterMajor, DebianRoot, Environment.GetEnvironmentVariable("PATH") ?? "");

    internal static PrivatePostgresBinaries Find(int? clusterMajor, string debianRoot, string path)
    {
        var installed = Installed(debianRoot, path).OrderByDescending(one => one.Major).ToList();
        if (installed.Count == 0)
        {
            throw new PrivatePostgresException(
                ExitCode.NoPostgres,
                "no PostgreSQL server is installed: install it (Debian, Ubuntu: apt-get install postgresql), version 14 or newer, and start again");
        }

        if (clusterMajor is not { } major)
        {
            return installed[0];
        }

        return installed.FirstOrDefault(one => one.Major == major) ?? throw new PrivatePostgresException(
            major > installed[0].Major ? ExitCode.DataFromNewerVersion : ExitCode.DataFolderUnusable,
            $"the data folder was written by PostgreSQL {major}, installed is {installed[0].Major}: install postgresql-{major}, or give another folder with --data");
    }

    private static IEnumerable<PrivatePostgresBinaries> Installed(string debianRoot, string path)
    {
        var debian = Directory.Exists(debianRoot) ? Directory.GetDirectories(debianRoot) : [];
        var folders = debian.Select(version => Path.Combine(version, "bin"))
            .Concat(path.Split(':', StringSplitOptions.RemoveEmptyEntries));
        foreach (var folder in folders)
        {
            var found = new PrivatePostgresBinaries(0, folder);
            if (File.Exists(found.Initdb) && File.Exists(found.Postgres) && MajorOf(found.Postgres) is { } major)
            {
                yield return found with { Major = major };
            }
        }
    }

    /// <summary>"postgres (PostgreSQL) 15.18 (Debian …)" → 15.</summary>
    private static int? MajorOf(string postgres)
    {
        var (exitCode, output) = PrivatePostgresShell.Run(postgres, "--version");
        var word = output.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2) ?? "";
        var digits = new string([.. word.TakeWhile(char.IsAsciiDigit)]);
        return exitCode == 0 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
    }
}
