using System.Diagnostics;

namespace Croupier.Host.Dev;

/// <summary>One node of a private RabbitMQ: its folder, its port, and the process that runs it now.</summary>
internal sealed class PrivateRabbitNode(int number, string folder, int port, IReadOnlyDictionary<string, string> environment, string server)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private const int Attempts = 5;

    private ChildProcess? process;

    public int Port { get; } = port;

    public string LogFile { get; } = Path.Combine(folder, "server.log");

    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    public int Pid => process?.Pid ?? 0;

    public bool IsRunning => process is { Ended.IsCompleted: false };

    /// <summary>Ends when the node's process has ended, whoever ended it.</summary>
    public Task Ended => process?.Ended ?? Task.CompletedTask;

    /// <summary>Starts the node and returns once it takes clients. Does nothing when it runs.</summary>
    public async Task StartAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        if (IsRunning)
        {
            return;
        }

        var (since, attempts) = (Stopwatch.StartNew(), 0);
        while (true)
        {
            process = await ChildProcess.StartAsync($"rabbit {number}", LogFile, Environment, server);
            await File.WriteAllTextAsync(Path.Combine(folder, "pid"), $"{process.Pid}", CancellationToken.None);
            while (!IsReady() && !process.Ended.IsCompleted && since.Elapsed < timeout)
            {
                await Task.Delay(LookEvery, cancellation);
            }

            if (IsReady())
            {
                return;
            }

            // A node that comes back while the others make or delete a stream may stumble over what is half made, and does not the next time.
            await process.KillAsync();
            if (++attempts >= Attempts || since.Elapsed >= timeout)
            {
                throw new PrivateRabbitException($"RabbitMQ does not start: {LastLines()} (all of it: {LogFile})");
            }
        }
    }

    public Task StopAsync(TimeSpan patience) => process?.StopAsync(patience) ?? Task.CompletedTask;

    public Task KillAsync() => process?.KillAsync() ?? Task.CompletedTask;

    public void Signal(int signal) => process?.Signal(signal);

    // The last line of the server's banner, written when its listeners are open. The file is begun anew at each start.
    private bool IsReady() => Read().Contains("Starting broker... completed", StringComparison.Ordinal);

    private string LastLines() => string.Join(" | ", Read().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(3));

    private string Read()
    {
        try
        {
            return File.ReadAllText(LogFile);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
