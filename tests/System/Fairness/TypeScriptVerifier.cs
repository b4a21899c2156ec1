using System.Diagnostics;

namespace Croupier.Tests.System.Fairness;

/// <summary>The verifier in TypeScript, built once from its sources by its own lock file: the command and the page.</summary>
internal static class TypeScriptVerifier
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Root, "verifier", "typescript");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task> Built = new(BuildAsync);

    /// <summary>The address of the page as a file.</summary>
    public static async Task<string> PageAsync()
    {
        await Built.Value;
        return new Uri(Path.Combine(Folder, "dist", "verify.html")).AbsoluteUri;
    }

    /// <summary>What the command printed, and its exit code.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await Built.Value;
        return await StartAsync("node", [Path.Combine("dist", "croupier-verify.mjs"), .. arguments]);
    }

    private static async Task BuildAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            await ExpectAsync("ci", "--silent", "--no-audit", "--no-fund");
        }

        await ExpectAsync("run", "--silent", "build");
    }

    private static async Task ExpectAsync(params string[] arguments)
    {
        var (code, output) = await StartAsync("npm", arguments);
        Assert.True(code == 0, output);
    }

    private static async Task<(int Code, string Output)> StartAsync(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end within {Patience}");
        }

        return (process.ExitCode, await output + await errors);
    }
}
