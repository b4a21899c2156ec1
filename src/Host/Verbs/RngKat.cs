using System.Globalization;
using Croupier.Kernel;
using Croupier.Rules.Drbg;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier rng kat FILE.rsp</c>: runs a CAVP response file for HMAC_DRBG against the generator that rounds are drawn from.</summary>
public static class RngKat
{
    private const string Usage = "usage: croupier rng kat FILE.rsp";

    /// <summary>More than any file of this kind; a larger one is not read into memory.</summary>
    private const long MaxFileBytes = 64L << 20;

    /// <returns><see cref="ExitCode.Ok"/>, <see cref="ExitCode.CheckFailed"/> when any case failed, <see cref="ExitCode.Usage"/> for a file that can't be used.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args.Length != 1)
        {
            error.WriteLine(Usage);
            return (int)ExitCode.Usage;
        }

        CavpFile file;
        try
        {
            if (new FileInfo(args[0]).Length > MaxFileBytes)
            {
                error.WriteLine($"{args[0]}: longer than {MaxFileBytes} bytes, which is no CAVP response file");
                return (int)ExitCode.Usage;
            }

            file = CavpFile.Parse(File.ReadLines(args[0]));
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            error.WriteLine(reason is FormatException ? $"{args[0]}: {reason.Message}" : reason.Message);
            return (int)ExitCode.Usage;
        }

        return Report(file, output, error, args[0]);
    }

    private static int Report(CavpFile file, TextWriter output, TextWriter error, string path)
    {
        if (file.Cases.Count == 0)
        {
            error.WriteLine($"{path}: no SHA-256 section, {file.SkippedCases} cases of other functions skipped");
            return (int)ExitCode.Usage;
        }

        var failed = file.Cases.Where(c => !c.Passes()).ToList();
        foreach (var one in failed)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"failed: {one.Section}, COUNT {one.Count}"));
        }

        if (file.SkippedCases > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.SkippedCases} skipped (functions other than SHA-256)"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Cases.Count - failed.Count} passed, {failed.Count} failed"));
        return (int)(failed.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed);
    }
}
