using System.Security.Cryptography;
using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>The files of the cluster: made once, under another name until they are whole, so that a start that was killed halfway is simply done again.</summary>
internal static class PrivatePostgresCluster
{
    /// <summary>Makes the cluster unless it is there, and returns its superuser's password.</summary>
    public static string Ensure(PrivatePostgresOptions options, string cluster, PrivatePostgresBinaries binaries, PrivatePostgresAccount account)
    {
        var passwordFile = Path.Combine(options.DataFolder, "superuser");
        if (!Directory.Exists(cluster))
        {
            Make(options, cluster, passwordFile, binaries, account);
        }

        if (!File.Exists(passwordFile))
        {
            throw new PrivatePostgresException(
                ExitCode.DataFolderUnusable, $"{passwordFile} is gone, and with it the way into {cluster}: bring it back, or give another folder with --data");
        }

        account.TakeOver(cluster);
        return File.ReadAllText(passwordFile).Trim();
    }

    private static void Make(PrivatePostgresOptions options, string cluster, string passwordFile, PrivatePostgresBinaries binaries, PrivatePostgresAccount account)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        WritePrivate(passwordFile, password);

        var making = cluster + ".new";
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        Directory.CreateDirectory(making, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        account.TakeOver(making);
        ExpectReachable(making, account);

        // initdb reads the password as the server's account, which can't read ours; it wants an empty folder, so the copy lies beside it.
        var passwordForInitdb = Path.Combine(options.DataFolder, "superuser.initdb");
        WritePrivate(passwordForInitdb, password);
        account.TakeOver(passwordForInitdb);
        try
        {
            var command = account.Become(
                binaries.Initdb,
                "-D", making,
                $"--username={PrivatePostgres.Superuser}",
                "--auth=scram-sha-256",
                $"--pwfile={passwordForInitdb}",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
                "--no-sync");
            var (exitCode, output) = PrivatePostgresShell.Run(command[0], command[1..]);
            if (exitCode != 0)
            {
                var lastLine = output.Trim().Split('\n')[^1];
                throw new PrivatePostgresException(ExitCode.NoPostgres, $"initdb of PostgreSQL {binaries.Major} failed: {lastLine}");
            }
        }
        finally
        {
            File.Delete(passwordForInitdb);
        }

        // initdb syncs a thousand files one by one; the file system does it in one go. Before the rename: a whole name stands for whole files.
        if (options.SyncNewCluster)
        {
            PrivatePostgresShell.Run("sync", "--file-system", making);
        }

        Directory.Move(making, cluster);
    }

    private static void ExpectReachable(string folder, PrivatePostgresAccount account)
    {
        var command = account.Become("test", "-w", folder);
        if (PrivatePostgresShell.Run(command[0], command[1..]).ExitCode != 0)
        {
            throw new PrivatePostgresException(
                ExitCode.DataFolderUnusable,
                $"account {account.Name ?? "of this process"}, which the server runs as, can't reach {folder}: give a folder with --data whose parents let it through (mode 0711 or wider)");
        }
    }

    private static void WritePrivate(string file, string text)
    {
        File.Delete(file);
        using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
