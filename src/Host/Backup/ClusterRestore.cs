using System.Globalization;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Host.Backup;

/// <summary>What to restore: a backup into the (new) folder of a private PostgreSQL; with a write-ahead log archive to its end, or to a moment before.</summary>
public sealed record RestoreRequest(string Backup, string PostgresFolder, string? WalArchive = null, DateTimeOffset? Until = null);

/// <summary>
/// Makes the cluster of a private PostgreSQL from a base backup. It changes nothing that is there: a folder with a database is refused. What comes out is a database that
/// has ended its recovery and may be verified; whether a ledger leads from it is decided by the published heads.
/// </summary>
public static class ClusterRestore
{
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromHours(12);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private const string RecoverySettings = "postgresql.auto.conf";

    /// <summary>1. Check the backup. 2. Copy it. 3. Say what to recover. 4. Its name: now it is a cluster. 5. Start it: that recovers. 6. Forget what was said.</summary>
    public static async Task RunAsync(RestoreRequest request, CancellationToken cancellation)
    {
        var (from, folder) = (Path.GetFullPath(request.Backup), Path.GetFullPath(request.PostgresFolder));
        var cluster = Path.Combine(folder, "cluster");
        Expect(Directory.Exists(Path.Combine(from, "cluster")), $"{from} is no backup");
        Expect(!Directory.Exists(cluster), $"{cluster} is there already: move {folder} away, nothing is overwritten");
        Expect(request.Until is null || request.WalArchive is not null, "a moment can be restored only from a write-ahead log archive: give it with --wal");

        var major = int.Parse(await File.ReadAllTextAsync(Path.Combine(from, "cluster", "PG_VERSION"), cancellation), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        ClusterBackup.Run([], PrivatePostgresBinaries.Find(major).VerifyBackup, Path.Combine(from, "cluster")); // 1

        Directory.CreateDirectory(folder, (UnixFileMode)0b111_001_001); // 2
        var making = cluster + ".restoring";
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        ClusterBackup.Run([], "cp", "-a", Path.Combine(from, "cluster"), making);
        File.Copy(Path.Combine(from, "superuser"), Path.Combine(folder, "superuser"), overwrite: true);

        var settings = Path.Combine(making, RecoverySettings); // 3
        var before = File.Exists(settings) ? await File.ReadAllTextAsync(settings, cancellation) : "";
        if (request.WalArchive is { } wal)
        {
            await File.WriteAllTextAsync(settings, before + Recovery(Path.GetFullPath(wal), request.Until), cancellation);
            await File.WriteAllTextAsync(Path.Combine(making, "recovery.signal"), "", cancellation);
        }

        ClusterBackup.Run([], "sync", "--file-system", making);
        Directory.Move(making, cluster); // 4
        await using (var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder, StartTimeout = LongestRecovery }, cancellation)) // 5
        {
            await EndOfRecoveryAsync(server, cancellation);
        }

        await File.WriteAllTextAsync(Path.Combine(cluster, RecoverySettings), before, cancellation); // 6
    }

    // A server that recovers from an archive lets readers in on the way, and says that it is ready.
    private static async Task EndOfRecoveryAsync(PrivatePostgres server, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(server.SuperuserConnectionString());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestRecovery);
        while (true)
        {
            if (server.ServerEnded.IsCompleted)
            {
                throw new EnvironmentException(ExitCode.NoPostgres, $"the recovery ended before its target; read {server.LogFile}");
            }

            await using var command = source.CreateCommand("select pg_is_in_recovery()");
            try
            {
                if (!(bool)(await command.ExecuteScalarAsync(patience.Token))!)
                {
                    return;
                }
            }
            catch (NpgsqlException)
            {
                // It is being promoted, or has ended, which the next look tells.
            }

            await Task.Delay(LookEvery, patience.Token);
        }
    }

    private static string Recovery(string wal, DateTimeOffset? until) => string.Create(CultureInfo.InvariantCulture, $"""

        restore_command = 'cp "{wal.Replace("'", "''", StringComparison.Ordinal)}/%f" "%p"'
        recovery_target_action = 'promote'
        {(until is { } moment ? $"recovery_target_time = '{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'" : "")}

        """);

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new EnvironmentException(ExitCode.Usage, otherwise);
        }
    }
}
