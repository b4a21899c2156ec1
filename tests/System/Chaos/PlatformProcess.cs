using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Croupier.Client;

namespace Croupier.Tests.System.Chaos;

/// <summary>The real binary as a process of its own, started the way a person starts it, and killed the way nobody should.</summary>
internal sealed class PlatformProcess : IAsyncDisposable
{
    private static readonly string Binary = Path.Combine(AppContext.BaseDirectory, "Croupier.Host.dll");

    private const int LongestLine = 240;

    /// <summary>What start-dev says last when everything is there.</summary>
    private const string LastLine = "  demo player";

    private readonly string folder;
    private readonly int playerPort = FreePort();
    private readonly int sandboxPort = FreePort();
    private Process? process;

    public PlatformProcess(string folder)
    {
        this.folder = folder;
    }

    public Uri Origin => new($"https://localhost:{playerPort}/");

    public string Output { get; private set; } = "";

    /// <summary>Ends when the process that runs now has ended.</summary>
    public Task Ended => process!.WaitForExitAsync();

    /// <summary>Trusts the platform's own authority, as a person who imported <c>ca.pem</c> does.</summary>
    public ClientOptions ClientOptions()
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.pem"));
        return new ClientOptions
        {
            Origin = Origin,
            MaxAttempts = 200,
            AnswerWithin = TimeSpan.FromSeconds(5),
            ServerCertificate = (_, certificate, _, _) => certificate is not null && IsSignedBy(authority, (X509Certificate2)certificate),
        };
    }

    public async Task StartAsync()
    {
        // Whoever runs the tests in the background has Ctrl-C ignored, and a child inherits that; a person's terminal does not.
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--default-signal=INT", "dotnet", Binary, "start-dev", "--data", folder, "--raised-limits", "--metrics-port", "0", "--api-port", "0",
                "--port", playerPort.ToString(CultureInfo.InvariantCulture), "--sandbox-port", sandboxPort.ToString(CultureInfo.InvariantCulture),
            },
        };
        process = Process.Start(start)!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Read(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Read(line.Data, ready);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
    }

    /// <summary>Kills the database server of the platform, and nothing else.</summary>
    public void KillPostgres()
    {
        using var server = Process.GetProcessById(PostmasterPid());
        server.Kill();
        server.WaitForExit();
    }

    public async Task<int> StopAsync()
    {
        using var interrupt = Process.Start("kill", ["-INT", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await interrupt.WaitForExitAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        return process.ExitCode;
    }

    /// <summary>Runs another verb of the binary to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var verb = Process.Start(new ProcessStartInfo("dotnet", [Binary, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = verb.StandardOutput.ReadToEndAsync();
        var error = verb.StandardError.ReadToEndAsync();
        await verb.WaitForExitAsync();
        return (verb.ExitCode, await output + await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
    }

    private static bool IsSignedBy(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static int FreePort()
    {
        using var probe = new global::System.Net.Sockets.TcpListener(global::System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((global::System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }

    private int PostmasterPid() =>
        int.Parse(File.ReadLines(Path.Combine(folder, "postgres", "cluster", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private void Read(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            ready.TrySetException(new InvalidOperationException($"the platform ended before it was ready:\n{Output}"));
            return;
        }

        Output += line[..Math.Min(line.Length, LongestLine)] + "\n";
        if (line.StartsWith(LastLine, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }
}
