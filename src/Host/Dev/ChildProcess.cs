using System.Diagnostics;

namespace Croupier.Host.Dev;

/// <summary>
/// One server process of ours: in a session of its own (Ctrl-C in our terminal must reach us alone), told to end as soon as this process is gone, and stopped by
/// its process id. What it says goes into a file, begun anew at each start.
/// </summary>
internal sealed class ChildProcess
{
    public const int SigTerm = 15;

    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, string logFile, IReadOnlyDictionary<string, string> environment, string[] command)
    {
        // The kernel sends the death signal when the *thread* that started the child ends, and threads of the pool come and go: the child gets a thread that lives
        // exactly as long as it.
        new Thread(() => RunToEnd(logFile, environment, command)) { IsBackground = true, Name = name }.Start();
    }

    public int Pid { get; private set; }

    /// <summary>Ends, with the exit code, when the process has ended, whoever ended it.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>Returns when the process has its id. It is then still the shell that becomes it, which keeps the id.</summary>
    public static async Task<ChildProcess> StartAsync(string name, string logFile, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var child = new ChildProcess(name, logFile, environment, command);
        child.Pid = await child.started.Task;
        return child;
    }

    public void Signal(int signal)
    {
        if (!Ended.IsCompleted)
        {
            PrivatePostgresShell.Signal(Pid, signal);
        }
    }

    /// <summary>Asks it to end, and ends it the hard way after <paramref name="patience"/>. A process that was halted is woken, or it could not hear.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        Signal(SigTerm);
        Signal(PrivatePostgresShell.SigCont);
        await Task.WhenAny(Ended, Task.Delay(patience));
        await KillAsync();
    }

    public async Task KillAsync()
    {
        Signal(PrivatePostgresShell.SigKill);
        await Ended;
    }

    private void RunToEnd(string logFile, IReadOnlyDictionary<string, string> environment, string[] command)
    {
        try
        {
            // The shell only opens the log file and is then replaced, program by program, by the server: the process id stays the same.
            var start = new ProcessStartInfo(
                "/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", logFile, "setsid", "setpriv", "--pdeathsig", "TERM", "--", .. command]) { WorkingDirectory = "/" };
            foreach (var (variable, value) in environment)
            {
                start.Environment[variable] = value;
            }

            using var process = Process.Start(start)!;
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
