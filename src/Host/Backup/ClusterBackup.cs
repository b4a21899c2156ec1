using System.Globalization;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;

namespace Croupier.Host.Backup;

/// <summary>
/// A base backup of a private PostgreSQL: all its files and the write-ahead log that makes them consistent, with a manifest of SHA-256 sums that is checked before the
/// backup gets its name. Taken from the server that runs; where none does, one is started for it.
/// </summary>
public static class ClusterBackup
{
    private const string PasswordFile = "superuser";

    /// <summary>1. A server to take it from. 2. The files and the log. 3. Check them. 4. The way in. 5. To the disk, and its name. Returns the folder.</summary>
    public static async Task<string> RunAsync(string postgresFolder, string to, TimeProvider clock, CancellationToken cancellation)
    {
        postgresFolder = Path.GetFullPath(postgresFolder);
        if (!Directory.Exists(Path.Combine(postgresFolder, "cluster")))
        {
            throw new EnvironmentException(ExitCode.Usage, $"there is no database in {postgresFolder}");
        }

        await using var own = await StartUnlessRunningAsync(postgresFolder, cancellation); // 1
        var binaries = PrivatePostgresBinaries.Find(await MajorOfAsync(postgresFolder, cancellation));
        var name = Path.Combine(Path.GetFullPath(to), string.Create(CultureInfo.InvariantCulture, $"base-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}"));
        var making = name + ".new";
        if (Directory.Exists(name) || Directory.Exists(making))
        {
            throw new EnvironmentException(ExitCode.Usage, $"{name} is there already, or another backup is making it");
        }

        Directory.CreateDirectory(making, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var password = (await File.ReadAllTextAsync(Path.Combine(postgresFolder, PasswordFile), cancellation)).Trim();
        var cluster = Path.Combine(making, "cluster");
        Run(new() { ["PGPASSWORD"] = password }, binaries.BaseBackup, // 2
            "-h", PrivatePostgres.SocketFolderOf(postgresFolder), "-U", PrivatePostgres.Superuser, "-w", "-D", cluster, "-X", "stream", "-c", "fast", "--manifest-checksums=SHA256", "--no-sync");
        Run([], binaries.VerifyBackup, cluster); // 3
        File.Copy(Path.Combine(postgresFolder, PasswordFile), Path.Combine(making, PasswordFile)); // 4
        File.SetUnixFileMode(Path.Combine(making, PasswordFile), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Run([], "sync", "--file-system", making); // 5
        Directory.Move(making, name);
        return name;
    }

    internal static void Run(Dictionary<string, string> environment, string program, params string[] arguments)
    {
        var (exitCode, output) = PrivatePostgresShell.RunWith(environment, program, arguments);
        if (exitCode != 0)
        {
            throw new EnvironmentException(ExitCode.NoPostgres, $"{Path.GetFileName(program)} failed: {output.Trim()}");
        }
    }

    private static async Task<int> MajorOfAsync(string postgresFolder, CancellationToken cancellation) =>
        int.Parse(await File.ReadAllTextAsync(Path.Combine(postgresFolder, "cluster", "PG_VERSION"), cancellation), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);

    // The folder is locked by whoever runs its server.
    private static async Task<PrivatePostgres?> StartUnlessRunningAsync(string postgresFolder, CancellationToken cancellation)
    {
        try
        {
            return await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = postgresFolder }, cancellation);
        }
        catch (PrivatePostgresException inUse) when (inUse.ExitCode == ExitCode.DataFolderUnusable && inUse.InnerException is IOException)
        {
            return null;
        }
    }
}
