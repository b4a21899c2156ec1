using System.Diagnostics;
using System.Globalization;
using Croupier.Kernel;

namespace Croupier.Host.Dev;

/// <summary>One run of the server process: started, awaited until it is ready, stopped by its process id.</summary>
internal sealed class PrivatePostgresServer
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PrivatePostgresServer(string logFile, string[] command)
    {
        // The kernel sends the death signal when the *thread* that started the child ends, and threads of the pool come and go:
        // the server gets a thread that lives exactly as long as it.
        new Thread(() => RunToEnd(logFile, command)) { IsBackground = true, Name = "postgres" }.Start();
    }

    /// <summary>The postmaster.</summary>
    public int Pid { get; private set; }

    /// <summary>Ends, with the exit code, when the server has ended, whoever ended it.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>Starts the server and returns once it is ready. Throws when it ends instead, with the last line that it logged.</summary>
    public static async Task<PrivatePostgresServer> StartAsync(
        string cluster, string logFile, string[] command, TimeSpan timeout, CancellationToken cancellation)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        while (true)
        {
            var server = new PrivatePostgresServer(logFile, command);
            server.Pid = await server.started.Task;
            var ready = false;
            try
            {
                while (!server.Ended.IsCompleted && !(ready = IsReady(cluster, server.Pid)) && Stopwatch.GetTimestamp() < deadline)
                {
                    await Task.Delay(LookEvery, cancellation);
                }
            }
            catch (OperationCanceledException)
            {
                await server.StopAsync(timeout);
                throw;
            }

            if (ready)
            {
                return server;
            }

            await server.StopAsync(TimeSpan.FromSeconds(5));
            var lastWords = LastLines(logFile);

            // Backends of a server that was killed outlive it for a moment, and the next one waits for them.
            var comesFree = lastWords.Contains("pre-existing shared memory block", StringComparison.Ordinal);
            if (!comesFree || Stopwatch.GetTimestamp() >= deadline)
            {
                throw new PrivatePostgresException(ExitCode.NoPostgres, $"PostgreSQL does not start: {lastWords} (all of it: {logFile})");
            }

            await Task.Delay(LookEvery * 10, cancellation);
        }
    }

    /// <summary>Fast shutdown (SIGINT); after <paramref name="timeout"/> an immediate one (SIGQUIT), then SIGKILL.</summary>
    public async Task StopAsync(TimeSpan timeout)
    {
        foreach (var (signal, patience) in new[]
        {
            (PrivatePostgresShell.SigInt, timeout),
            (PrivatePostgresShell.SigQuit, TimeSpan.FromSeconds(5)),
            (PrivatePostgresShell.SigKill, TimeSpan.FromSeconds(5)),
        })
        {
            if (Ended.IsCompleted)
            {
                return;
            }

            PrivatePostgresShell.Signal(Pid, signal);
            await Task.WhenAny(Ended, Task.Delay(patience));
        }
    }

    /// <summary>
    /// Stops the server of an earlier run of ours that was killed, if it still runs. The caller holds the folder's lock, so that run itself is gone.
    /// The process id in the file may belong to another program by now: only a process that is postgres on this very folder is stopped.
    /// </summary>
    public static async Task StopLeftOverAsync(string cluster, TimeSpan timeout, CancellationToken cancellation)
    {
        if (PidIn(PidFile(cluster)) is not { } pid)
        {
            return;
        }

        var since = Stopwatch.StartNew();
        while (IsServerOf(pid, cluster))
        {
            PrivatePostgresShell.Signal(pid, since.Elapsed < timeout ? PrivatePostgresShell.SigInt : PrivatePostgresShell.SigKill);
            await Task.Delay(LookEvery * 5, cancellation);
        }
    }

    public static bool IsServerOf(int pid, string cluster)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return Path.GetFileName(words[0]) == "postgres" && words.Contains(cluster);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int? PidIn(string[] lines) =>
        lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 1 ? pid : null;

    /// <summary>
    /// The server writes its state on the eighth line of postmaster.pid. Both lines are of one reading: the file of a killed server says "ready" until
    /// the next one puts its own in its place.
    /// </summary>
    private static bool IsReady(string cluster, int pid)
    {
        var lines = PidFile(cluster);
        return lines.Length >= 8 && PidIn(lines) == pid && lines[7].Trim() == "ready";
    }

    private static string[] PidFile(string cluster)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(cluster, "postmaster.pid"));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string LastLines(string logFile)
    {
        try
        {
            var lines = File.ReadLines(logFile).TakeLast(3);
            return string.Join(" | ", lines);
        }
        catch (IOException)
        {
            return "it left no log";
        }
    }

    private void RunToEnd(string logFile, string[] command)
    {
        try
        {
            // The shell only opens the log file and is then replaced, program by program, by the server: the process id stays the same.
            var arguments = new[] { "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", logFile }.Concat(command);
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", arguments) { WorkingDirectory = "/" })!;
            started.SetResult(process.Id);
            process.WaitForExit();
            ended.SetResult(process.ExitCode);
        }
        catch (Exception failure) when (!started.Task.IsCompleted)
        {
            started.SetException(failure);
        }
        catch (Exception failure)
        {
            ended.SetException(failure);
        }
    }
}
