using System.Text.Json;
using Croupier.Kernel;
using Croupier.Rules;

namespace Croupier.Host.Verbs;

/// <summary><c>croupier vectors FILE</c>: the public vectors of FILE, completed by what the catalogue's newer rules need, on the standard output.</summary>
public static class VectorsVerb
{
    private const string Usage = "usage: croupier vectors FILE";

    /// <returns><see cref="ExitCode.Ok"/>, <see cref="ExitCode.Usage"/> for a file that can't be used.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args.Length != 1)
        {
            error.WriteLine(Usage);
            return (int)ExitCode.Usage;
        }

        try
        {
            output.Write(FairnessVectors.Complete(File.ReadAllText(args[0]), GameCatalog.All));
            return (int)ExitCode.Ok;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or JsonException)
        {
            error.WriteLine($"{args[0]}: {reason.Message}");
            return (int)ExitCode.Usage;
        }
    }
}
