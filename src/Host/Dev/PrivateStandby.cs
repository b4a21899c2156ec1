using Croupier.Host.Backup;
using Npgsql;

namespace Croupier.Host.Dev;

/// <summary>
/// A second private PostgreSQL that streams from a first, made as an operator makes one: from a base backup of the running server. It is promoted by PostgreSQL's own
/// <c>pg_promote</c>, and asks for a standby of its own from that moment on.
/// </summary>
public static class PrivateStandby
{
    /// <summary>What a standby calls itself, and what a primary waits for at each commit.</summary>
    public const string Name = "standby";

    private const string Mark = "standby.signal";

    /// <summary>Whether the cluster in a data folder is one that follows.</summary>
    public static bool IsIn(string dataFolder) => File.Exists(Path.Combine(dataFolder, "cluster", Mark));

    /// <summary>The cluster in that folder, which no server uses, follows no longer; its next start is a primary's.</summary>
    public static void Unmark(string dataFolder)
    {
        if (IsIn(dataFolder))
        {
            File.Delete(Path.Combine(dataFolder, "cluster", Mark));
        }
    }

    /// <summary>The settings of a standby that streams from there, and of the primary that it may become.</summary>
    public static Dictionary<string, string> SettingsFor(string host, int port, string password) => new()
    {
        ["primary_conninfo"] =
            $"host={host} port={port} user={PrivatePostgres.Superuser} password={password} application_name={Name} sslmode=disable gssencmode=disable",
        ["synchronous_standby_names"] = Name,
    };

    /// <summary>Makes one anew in a folder that no server uses, in place of what is there.</summary>
    public static async Task MakeAsync(string primaryFolder, string dataFolder, TimeProvider clock, CancellationToken cancellation)
    {
        var incoming = Path.Combine(dataFolder, "incoming");
        var cluster = Path.Combine(dataFolder, "cluster");
        Directory.CreateDirectory(dataFolder, (UnixFileMode)0b111_001_001);
        Remove(incoming);
        Remove(cluster);
        var backup = await ClusterBackup.RunAsync(primaryFolder, incoming, clock, cancellation);
        await File.WriteAllTextAsync(Path.Combine(backup, "cluster", Mark), "", cancellation);
        File.Move(Path.Combine(backup, "superuser"), Path.Combine(dataFolder, "superuser"), overwrite: true);
        Directory.Move(Path.Combine(backup, "cluster"), cluster);
        Remove(incoming);
    }

    /// <summary>Has the primary wait for a standby at each commit from now on, and at every later start of it.</summary>
    public static async Task AskForAsync(PrivatePostgres primary, CancellationToken cancellation)
    {
        await RunAsync<object>(primary, $"alter system set synchronous_standby_names = '{Name}'", cancellation);
        await RunAsync<bool>(primary, "select pg_reload_conf()", cancellation);
    }

    /// <summary>Whether a standby follows the primary, and commits wait for it.</summary>
    public static Task<bool> IsFollowingAsync(PrivatePostgres primary, CancellationToken cancellation) =>
        RunAsync<bool>(primary, $"select exists (select from pg_stat_replication where application_name = '{Name}' and sync_state = 'sync')", cancellation);

    /// <summary>Makes a standby the primary. Only for one whose primary is known to have ended: two primaries would be two ledgers.</summary>
    public static Task<bool> PromoteAsync(PrivatePostgres standby, CancellationToken cancellation) => RunAsync<bool>(standby, "select pg_promote()", cancellation);

    /// <summary>The superuser's password, which a standby needs to follow.</summary>
    public static string PasswordOf(PrivatePostgres server) => new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString()).Password!;

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<T?> RunAsync<T>(PrivatePostgres server, string statement, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(server.SuperuserConnectionString() + ";Pooling=false;Timeout=5;Command Timeout=30");
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(cancellation) is T value ? value : default;
    }
}
