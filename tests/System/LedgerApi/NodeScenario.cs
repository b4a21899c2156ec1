using System.Diagnostics;
using Croupier.Host.Dev;

namespace Croupier.Tests.System.LedgerApi;

/// <summary>Runs a scenario of <c>node/scenarios.mjs</c> against a platform; the first of a process installs its packages by the lock file.</summary>
internal static class NodeScenario
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Root, "tests", "System", "LedgerApi", "node");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>What it printed; the test fails with it when the scenario does.</summary>
    public static async Task<string> RunAsync(DevPlatform platform, string name)
    {
        await Installed.Value;
        var (code, output) = await RunAsync("node", ["scenarios.mjs", name], new()
        {
            ["API"] = $"localhost:{platform.ApiOrigin.Port}",
            ["CALLERS"] = platform.CallersFolder,
            ["CA"] = Path.Combine(platform.DataFolder, "ca.pem"),
            ["PROTO"] = Path.Combine(RepositoryFolder.Root, "proto"),
        });
        Assert.True(code == 0, output);
        return output;
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            var (code, output) = await RunAsync("npm", ["ci", "--silent", "--no-audit", "--no-fund"], []);
            Assert.True(code == 0, output);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end within {Patience}\n{await output}{await errors}");
        }

        return (process.ExitCode, await output + await errors);
    }
}
