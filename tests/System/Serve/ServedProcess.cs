using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Croupier.Tests.System.Serve;

/// <summary><c>croupier serve</c> as a process of its own, with the ports that this test gives it.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private static readonly string Binary = Path.Combine(AppContext.BaseDirectory, "Croupier.Host.dll");

    private readonly Process process;
    private readonly int metricsPort;
    private readonly ConcurrentQueue<string> output = new();

    private ServedProcess(Process process, int metricsPort) => (this.process, this.metricsPort) = (process, metricsPort);

    public string Output => string.Join('\n', output);

    /// <summary>Starts it and returns once it is ready.</summary>
    public static async Task<ServedProcess> StartAsync(string role, string file, int instance, int peerPort, int metricsPort, int publicPort = 0, string? certificate = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { Binary, "serve", "--role", role, "--config", file } };
        start.Environment["CROUPIER_INSTANCE"] = instance.ToString(CultureInfo.InvariantCulture);
        start.Environment["CROUPIER_LISTEN__PEERS__PORT"] = peerPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["CROUPIER_LISTEN__METRICS__PORT"] = metricsPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["CROUPIER_LISTEN__PUBLIC__PORT"] = publicPort.ToString(CultureInfo.InvariantCulture);
        if (certificate is not null)
        {
            start.Environment["CROUPIER_CERTIFICATES__CERTIFICATE"] = certificate + ".pem";
            start.Environment["CROUPIER_CERTIFICATES__KEY"] = certificate + ".key";
        }

        var served = new ServedProcess(Process.Start(start)!, metricsPort);
        served.process.OutputDataReceived += (_, line) => served.Keep(line.Data);
        served.process.ErrorDataReceived += (_, line) => served.Keep(line.Data);
        served.process.BeginOutputReadLine();
        served.process.BeginErrorReadLine();
        try
        {
            await Until.TrueAsync(served.IsReadyAsync, $"{role} is ready", new CancellationTokenSource(TimeSpan.FromSeconds(90)).Token);
        }
        catch (Exception error)
        {
            await served.DisposeAsync();
            throw new InvalidOperationException($"{role} did not become ready: {error.Message}\n{served.Output}", error);
        }

        return served;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an orchestrator does it. The exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"it has ended with {process.ExitCode}");
        }

        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{metricsPort}/readyz"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            output.Enqueue(line);
        }
    }
}
