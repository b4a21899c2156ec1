using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Croupier.Host.Dev;

/// <summary>Short programs that are run to their end, and the two system calls that .NET has no word for.</summary>
internal static class PrivatePostgresShell
{
    public const int SigInt = 2;

    public const int SigQuit = 3;

    public const int SigKill = 9;

    public const int SigCont = 18;

    public const int SigStop = 19;

    /// <summary>Runs a program and returns its exit code and all it said. A program that is not there has exit code 127, as in a shell.</summary>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments) => RunWith([], program, arguments);

    /// <summary>As <see cref="Run"/>, with variables in its environment: where a password goes, which other users can't read there.</summary>
    public static (int ExitCode, string Output) RunWith(Dictionary<string, string> environment, string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return (127, $"{program}: not found");
        }
    }

    /// <summary>Sends a signal to one process by its id. A process that is gone already is no error.</summary>
    public static void Signal(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pid, 1);
        _ = Kill(pid, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
