using Croupier.Host.Dev;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System;

/// <summary>
/// One whole development platform for the test assembly, with raised rate limits, started by the first test that asks and stopped when the process ends. Tests take
/// players of their own, so that they share nothing but the server. One that needs other limits, or kills something, starts its own.
/// </summary>
public static class PlatformFixture
{
    private static readonly Lazy<Task<DevPlatform>> Shared = new(StartSharedAsync);

    /// <summary>The built player page, or null where it was not built.</summary>
    public static string? PlayerPage
    {
        get
        {
            var folder = Path.Combine(RepositoryFolder.Root, "web", "player", "dist");
            return File.Exists(Path.Combine(folder, "index.html")) ? folder : null;
        }
    }

    public static Task<DevPlatform> SharedAsync() => Shared.Value;

    /// <summary>A platform for one test alone. The test disposes of it. Ports and folder are chosen here unless given.</summary>
    public static Task<DevPlatform> StartOwnAsync(DevOptions? options = null)
    {
        options ??= new DevOptions();
        return DevPlatform.StartAsync(
            options with
            {
                DataFolder = options.DataFolder == new DevOptions().DataFolder ? PostgresFixture.NewFolder() : options.DataFolder,
                PlayerPort = 0,
                SandboxPort = 0,
                ApiPort = 0,
                MetricsPort = 0,
                PlayerPage = PlayerPage,
                DemoPlayer = false,
            },
            NullLoggerFactory.Instance,
            CancellationToken.None);
    }

    private static async Task<DevPlatform> StartSharedAsync()
    {
        var platform = await StartOwnAsync(new DevOptions { RaisedLimits = true });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => platform.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return platform;
    }
}
