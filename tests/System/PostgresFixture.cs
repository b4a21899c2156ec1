using Croupier.Host.Dev;
using Npgsql;

namespace Croupier.Tests.System;

/// <summary>
/// One private PostgreSQL for the whole test assembly, started by the first test that asks, stopped and removed when the test process ends.
/// Each test takes databases of its own, so that tests share nothing but the server; one that kills the server starts one of its own with <see cref="StartOwnAsync"/>.
/// </summary>
public static class PostgresFixture
{
    private static readonly Lazy<Task<PrivatePostgres>> Shared = new(StartSharedAsync);
    private static readonly Lazy<string?> WhyMissing = new(LookForServer);
    private static int folders;
    private static int databases;

    /// <summary>Why no PostgreSQL can be started here, or null.</summary>
    public static string? Missing => WhyMissing.Value;

    public static Task<PrivatePostgres> ServerAsync() => Shared.Value;

    /// <summary>A fresh database on the shared server, with a user of its own who owns it.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync() => await CreateDatabaseAsync(await ServerAsync());

    /// <summary>A fresh database on the given server.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync(PrivatePostgres server)
    {
        var name = $"test_{Interlocked.Increment(ref databases)}_{Guid.NewGuid():N}"[..24];
        var password = Guid.NewGuid().ToString("N");
        await server.EnsureDatabaseAsync(name, name, password);
        return new TestDatabase(server, name, name, password);
    }

    /// <summary>A server for one test alone, which may kill it. The test disposes of it.</summary>
    public static Task<PrivatePostgres> StartOwnAsync(string? folder = null) =>
        PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataFolder = folder ?? NewFolder(), SharedBuffersMb = 64, SyncNewCluster = false }, CancellationToken.None);

    /// <summary>A folder that is removed when the test process ends, or by a later one if this one is killed.</summary>
    public static string NewFolder() => Path.Combine(Root(Environment.ProcessId), $"{Interlocked.Increment(ref folders)}");

    private static async Task<PrivatePostgres> StartSharedAsync()
    {
        var server = await StartOwnAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Remove(Root(Environment.ProcessId));
        };
        return server;
    }

    private static string Root(int pid)
    {
        var root = Path.Combine(Path.GetTempPath(), $"croupier-tests-{pid}");
        if (!Directory.Exists(root))
        {
            RemoveLeftOver();

            // 0711: when the tests run as root, the server's account must come through.
            Directory.CreateDirectory(root, (UnixFileMode)0b111_001_001);
        }

        return root;
    }

    /// <summary>Removes what test processes that are no more have left.</summary>
    private static void RemoveLeftOver()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), "croupier-tests-*"))
        {
            if (int.TryParse(folder.Split('-')[^1], out var pid) && !Directory.Exists($"/proc/{pid}"))
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another process is removing it too, or a server of another user still ends: a later run tries again.
        }
    }

    private static string? LookForServer()
    {
        try
        {
            PrivatePostgres.ExpectInstalled();
            return null;
        }
        catch (PrivatePostgresException missing)
        {
            return missing.Message;
        }
    }
}
