using System.Diagnostics;

namespace Croupier.Tests.Simulation.Canaries;

/// <summary>
/// Compiles Kernel or Book with one line replaced, by the SDK's compiler and against the assemblies that run here. Only that one assembly is made: the simulator is then
/// loaded beside it once more.
/// </summary>
internal static class CanaryBuild
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    /// <summary>The path of the broken assembly, in a folder that the caller removes.</summary>
    public static string Compile(Canary canary, string folder)
    {
        var project = canary.File.Split('/')[0];
        var name = $"Croupier.{project}";
        var sources = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(Path.GetFullPath)
            .ToList();
        var whole = Path.GetFullPath(Path.Combine(RepositoryFolder.Root, "src", canary.File));
        var broken = Path.Combine(folder, "Broken.cs");
        File.WriteAllText(broken, Break(canary, File.ReadAllLines(whole)));
        File.WriteAllText(Path.Combine(folder, "Usings.cs"), Usings);
        var assembly = Path.Combine(folder, name + ".dll");
        string[] friends = ["Croupier.Tests.Unit"];
        File.WriteAllText(Path.Combine(folder, "Friends.cs"), string.Concat(friends.Select(friend => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]\n")));
        var response = Path.Combine(folder, "arguments.rsp");
        File.WriteAllLines(
            response,
            [
                "-noconfig", "-nologo", "-target:library", "-optimize+", "-checked+", "-nullable:enable", "-langversion:latest", "-deterministic+", "-warn:0", "-nowarn:CS1591",
                $"-out:\"{assembly}\"",
                .. References(name).Select(reference => $"-reference:\"{reference}\""),
                .. sources.Where(file => file != whole).Append(broken).Append(Path.Combine(folder, "Usings.cs")).Append(Path.Combine(folder, "Friends.cs")).Select(file => $"\"{file}\""),
            ]);
        Run(canary, response);
        return assembly;
    }

    private static string Break(Canary canary, string[] lines)
    {
        var found = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() == canary.Line)
            {
                lines[i] = canary.Broken;
                found++;
            }
        }

        return found > 0
            ? string.Join('\n', lines)
            : throw new InvalidOperationException($"the line of canary {canary.Name} is no longer there: src/{canary.File} has no line \"{canary.Line}\"");
    }

    private static IEnumerable<string> References(string name)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (var file in Directory.EnumerateFiles(framework, "System*.dll").Where(file => !file.Contains("Native", StringComparison.Ordinal)))
        {
            yield return file;
        }

        if (name != "Croupier.Kernel")
        {
            yield return Path.Combine(AppContext.BaseDirectory, "Croupier.Kernel.dll");
        }
    }

    private static void Run(Canary canary, string response)
    {
        using var compiler = Process.Start(new ProcessStartInfo(Dotnet(), [Compiler(), "@" + response]) { RedirectStandardOutput = true })!;
        var output = compiler.StandardOutput.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
        {
            throw new InvalidOperationException($"canary {canary.Name} does not compile:\n{output}");
        }
    }

    // The runtime lies in DOTNET/shared/Microsoft.NETCore.App/VERSION, the compiler in DOTNET/sdk/VERSION/Roslyn/bincore.
    private static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static string Dotnet() => Path.Combine(Root(), "dotnet");

    private static string Compiler()
    {
        var sdks = Directory.GetDirectories(Path.Combine(Root(), "sdk"), $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal);
        return sdks.Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).LastOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"there is no C# compiler under {Root()}/sdk");
    }
}
