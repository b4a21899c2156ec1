using System.Reflection;
using System.Runtime.Loader;

namespace Croupier.Tests.Simulation.Canaries;

/// <summary>Sends a canary through seeds until one of them fails.</summary>
internal static class CanaryFlight
{
    public const int MostSeeds = 200;

    /// <summary>The seed that found it and what it said; null when none did.</summary>
    public static (long Seed, string Finding)? Fly(Canary canary, long from = 1, long seeds = MostSeeds)
    {
        var folder = Directory.CreateTempSubdirectory("croupier-canary-").FullName;
        try
        {
            var run = Load(CanaryBuild.Compile(canary, folder));
            for (var seed = from; seed < from + seeds; seed++)
            {
                if (run(seed) is { } finding)
                {
                    return (seed, finding);
                }
            }

            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Func<long, string?> Load(string broken)
    {
        var simulator = new BrokenContext(broken).LoadFromAssemblyName(typeof(SimulationRun).Assembly.GetName());
        return simulator.GetType(typeof(SimulationRun).FullName!)!.GetMethod(nameof(SimulationRun.FailureOf))!.CreateDelegate<Func<long, string?>>();
    }

    /// <summary>The simulator and what it drives once more, with the broken assembly in the place of the whole one.</summary>
    private sealed class BrokenContext(string broken) : AssemblyLoadContext(isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name)
        {
            if (name.Name is not ("Croupier.Kernel" or "Croupier.Book" or "Croupier.Tests.Simulation"))
            {
                return null;
            }

            var isBroken = name.Name == Path.GetFileNameWithoutExtension(broken);
            using var bytes = new MemoryStream(File.ReadAllBytes(isBroken ? broken : Path.Combine(AppContext.BaseDirectory, name.Name + ".dll")));
            return LoadFromStream(bytes);
        }
    }
}
