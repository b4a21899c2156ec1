using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Croupier.Kernel;
using Croupier.Platform.Postgres;
using Npgsql;

namespace Croupier.Host.Dev;

/// <summary>
/// A PostgreSQL server of our own, made from the installed binaries, for <c>start-dev</c> and the tests: nobody has to set up a database. It listens on a
/// Unix socket only, writes as durably as in production, and is a child of this process: it stops with us, and a server that a killed earlier run
/// left behind is stopped before the next one starts. Every database made here is stamped <c>development</c> for ever, and <c>serve</c> refuses it.
/// One process at a time uses a data folder (a file lock says so).
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    public const string Superuser = "croupier_superuser";

    /// <summary>Linux takes 107 bytes of socket path; the server puts <c>/.s.PGSQL.5432</c> behind the folder.</summary>
    private const int LongestSocketFolder = 107 - 15;

    private const long LargestLogBytes = 16 * 1024 * 1024;

    private readonly PrivatePostgresOptions options;
    private readonly PrivatePostgresAccount account;
    private readonly PrivatePostgresBinaries binaries;
    private readonly FileStream folderLock;
    private readonly string password;
    private readonly SemaphoreSlim changing = new(1, 1);
    private PrivatePostgresServer server;

    private PrivatePostgres(
        PrivatePostgresOptions options,
        PrivatePostgresAccount account,
        PrivatePostgresBinaries binaries,
        FileStream folderLock,
        string socketFolder,
        string password,
        PrivatePostgresServer server)
    {
        this.options = options;
        this.account = account;
        this.binaries = binaries;
        this.folderLock = folderLock;
        this.password = password;
        this.server = server;
        SocketFolder = socketFolder;
    }

    /// <summary>The process to kill when a test wants to see what a crash does.</summary>
    public int PostmasterPid => server.Pid;

    public string SocketFolder { get; }

    public string LogFile => LogFileIn(options.DataFolder);

    /// <summary>Ends when the server process has ended, whoever ended it.</summary>
    public Task ServerEnded => server.Ended;

    /// <summary>Throws <see cref="PrivatePostgresException"/> when no server is installed.</summary>
    public static void ExpectInstalled() => PrivatePostgresBinaries.Find(null);

    /// <summary>
    /// 1. Lock the folder. 2. Stop what a killed run left. 3. Make the cluster, at the first start. 4. Make the socket folder. 5. Write the settings.
    /// 6. Start the server and wait until it is ready. Throws <see cref="PrivatePostgresException"/> with what to do.
    /// </summary>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken cancellation)
    {
        options = options with { DataFolder = Path.GetFullPath(options.DataFolder), WalArchive = options.WalArchive is { } wal ? Path.GetFullPath(wal) : null };
        var cluster = ClusterIn(options.DataFolder);
        var binaries = PrivatePostgresBinaries.Find(MajorOf(cluster));
        var account = PrivatePostgresAccount.Choose(options.RunAsUser);

        var folderLock = Lock(options.DataFolder); // 1
        try
        {
            await PrivatePostgresServer.StopLeftOverAsync(cluster, options.StopTimeout, cancellation); // 2
            var password = PrivatePostgresCluster.Ensure(options, cluster, binaries, account); // 3
            var socketFolder = MakeSocketFolder(options.DataFolder, account); // 4
            if (options.WalArchive is { } walArchive)
            {
                Directory.CreateDirectory(walArchive, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                account.TakeOver(walArchive);
            }

            await File.WriteAllTextAsync(ConfIn(options.DataFolder), PrivatePostgresSettings.Text(options, socketFolder), cancellation); // 5
            File.SetUnixFileMode(ConfIn(options.DataFolder), (UnixFileMode)0b110_100_100);
            CutLog(LogFileIn(options.DataFolder));
            var server = await StartServerAsync(options, binaries, account, cancellation); // 6
            return new PrivatePostgres(options, account, binaries, folderLock, socketFolder, password, server);
        }
        catch
        {
            await folderLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a user of one database. Callers add what they need (pool size, application name).</summary>
    public string ConnectionString(string database, string user, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketFolder,
        Port = 5432,
        Database = database,
        Username = user,
        Password = password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>For administration by this class and by tests; no role of the platform gets it.</summary>
    public string SuperuserConnectionString(string database = "postgres") => ConnectionString(database, Superuser, password);

    /// <summary>Makes the user if it is not there, and gives it this password either way.</summary>
    public Task EnsureUserAsync(string user, string password, CancellationToken cancellation = default) =>
        WithSuperuserAsync("postgres", connection => EnsureUserAsync(connection, user, password, cancellation), cancellation);

    /// <summary>Makes the owner and the database if they are not there, and stamps the database. Only its owner can connect to it.</summary>
    public async Task EnsureDatabaseAsync(string name, string owner, string password, CancellationToken cancellation = default)
    {
        await WithSuperuserAsync("postgres", async connection =>
        {
            await EnsureUserAsync(connection, owner, password, cancellation);
            if (!await ExistsAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", name, cancellation))
            {
                await ExecuteAsync(connection, $"CREATE DATABASE {Quote(name)} OWNER {Quote(owner)} TEMPLATE template0", cancellation);
            }

            await ExecuteAsync(connection, $"REVOKE CONNECT, TEMPORARY ON DATABASE {Quote(name)} FROM PUBLIC", cancellation);
        }, cancellation);
        await WithSuperuserAsync(name, connection => DevelopmentStamp.ApplyAsync(connection, cancellation), cancellation);
    }

    /// <summary>Makes a user that owns one schema of a database and may enter no other: one area's. Made before the area's migrations run.</summary>
    public Task EnsureSchemaAsync(string database, string schema, string owner, string password, CancellationToken cancellation = default) =>
        WithSuperuserAsync(database, async connection =>
        {
            await EnsureUserAsync(connection, owner, password, cancellation);
            await ExecuteAsync(connection, $"GRANT CONNECT, TEMPORARY ON DATABASE {Quote(database)} TO {Quote(owner)}", cancellation);
            await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {Quote(schema)} AUTHORIZATION {Quote(owner)}", cancellation);
        }, cancellation);

    public Task DropDatabaseAsync(string name, CancellationToken cancellation = default) =>
        WithSuperuserAsync("postgres", connection => ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {Quote(name)} WITH (FORCE)", cancellation), cancellation);

    /// <summary>Starts the server again, after a crash of it or in its full life. Connection strings stay the same.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        await changing.WaitAsync(cancellation);
        try
        {
            await server.StopAsync(options.StopTimeout);
            server = await StartServerAsync(options, binaries, account, cancellation);
        }
        finally
        {
            changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await changing.WaitAsync();
        try
        {
            await server.StopAsync(options.StopTimeout);
            NpgsqlConnection.ClearPool(new NpgsqlConnection(SuperuserConnectionString()));
            Directory.Delete(SocketFolder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // A cleaner of the temp folder was faster.
        }
        finally
        {
            await folderLock.DisposeAsync();
            changing.Release();
        }
    }

    private static string ClusterIn(string folder) => Path.Combine(folder, "cluster");

    private static string ConfIn(string folder) => Path.Combine(folder, "server.conf");

    private static string LogFileIn(string folder) => Path.Combine(folder, "server.log");

    private static Task<PrivatePostgresServer> StartServerAsync(
        PrivatePostgresOptions options, PrivatePostgresBinaries binaries, PrivatePostgresAccount account, CancellationToken cancellation)
    {
        var cluster = ClusterIn(options.DataFolder);
        var command = account.BecomeServer(binaries.Postgres, "-D", cluster, "-c", $"config_file={ConfIn(options.DataFolder)}");
        return PrivatePostgresServer.StartAsync(cluster, LogFileIn(options.DataFolder), command, options.StartTimeout, cancellation);
    }

    private static int? MajorOf(string cluster)
    {
        var file = Path.Combine(cluster, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            // 0711: the server's account must come through to cluster/, and may list nothing.
            Directory.CreateDirectory(folder, (UnixFileMode)0b111_001_001);
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PrivatePostgresException(
                ExitCode.DataFolderUnusable, $"{folder} is in use by another process or can't be written: stop that process, or give another folder with --data", failure);
        }
    }

    /// <summary>Where the server of a data folder listens, if it runs.</summary>
    internal static string SocketFolderOf(string dataFolder)
    {
        var name = "croupier-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(dataFolder))))[..16];
        var folder = Path.Combine(Path.GetTempPath(), name);
        return Encoding.UTF8.GetByteCount(folder) > LongestSocketFolder ? Path.Combine("/tmp", name) : folder;
    }

    /// <summary>A private folder under the system's temporary one, with a name that depends on the data folder alone.</summary>
    private static string MakeSocketFolder(string dataFolder, PrivatePostgresAccount account)
    {
        var folder = SocketFolderOf(dataFolder);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        account.TakeOver(folder);

        // In a folder that everybody may write to, someone else may have been first.
        var (_, found) = PrivatePostgresShell.Run("stat", "-c", "%u %a %F", folder);
        if (found.Trim() != $"{account.Uid} 700 directory")
        {
            throw new PrivatePostgresException(ExitCode.DataFolderUnusable, $"{folder} belongs to someone else ({found.Trim()}): remove it, or set TMPDIR");
        }

        return folder;
    }

    private static void CutLog(string file)
    {
        if (File.Exists(file) && new FileInfo(file).Length > LargestLogBytes)
        {
            File.Move(file, file + ".1", overwrite: true);
        }
    }

    private static async Task EnsureUserAsync(NpgsqlConnection connection, string user, string password, CancellationToken cancellation)
    {
        var verb = await ExistsAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", user, cancellation) ? "ALTER" : "CREATE";
        await ExecuteAsync(
            connection,
            $"{verb} ROLE {Quote(user)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'",
            cancellation);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string query, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private async Task WithSuperuserAsync(string database, Func<NpgsqlConnection, Task> act, CancellationToken cancellation)
    {
        // Without the pool: no idle superuser session stays open in any database.
        await using var connection = new NpgsqlConnection(SuperuserConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await act(connection);
    }
}
