using System.ComponentModel;
using System.Diagnostics;

namespace Croupier.Host.Secrets;

/// <summary>
/// A secret that a program prints: the way to Vault and the like. It runs without a shell, for so long, and may print so much; what it says on its error output is not
/// repeated, since it may be part of what it fetched.
/// </summary>
internal sealed class CommandSecret(IReadOnlyList<string> command, TimeSpan within) : ISecretSource
{
    public string Description => $"command {command[0]}";

    public async Task<string> ReadAsync(CancellationToken cancellation)
    {
        using var process = Start();
        process.StandardInput.Close();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(within);
        try
        {
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, bound.Token);
            var printed = await ReadBoundedAsync(process.StandardOutput, bound.Token);
            await process.WaitForExitAsync(bound.Token);
            await errors;
            return process.ExitCode == 0
                ? SecretSources.NotEmpty(SecretSources.WithoutLastLineEnd(printed))
                : throw new SecretException($"ended with exit code {process.ExitCode}; run it by hand to see why");
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new SecretException($"did not end within {Config.Times.Show(within)} (secrets.command_within)", error);
        }
        finally
        {
            End(process);
        }
    }

    private static async Task<string> ReadBoundedAsync(StreamReader output, CancellationToken cancellation)
    {
        var buffer = new char[SecretSources.LargestBytes + 1];
        var read = await output.ReadBlockAsync(buffer, cancellation);
        return read <= SecretSources.LargestBytes ? new string(buffer, 0, read) : throw new SecretException($"printed more than {SecretSources.LargestBytes} characters");
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new SecretException("cannot be run", error);
        }
    }
}
