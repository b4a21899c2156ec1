using Croupier.Tests.Simulation.World;

namespace Croupier.Tests.Simulation;

/// <summary>How one seed went. <see cref="Failure"/> is null when everything held.</summary>
internal sealed record SimulationRun(long Seed, string? Failure, ulong TraceHash, int Commands, long Blocks, int Disasters, int NetworkFaults, IReadOnlyDictionary<Status, int> Met)
{
    /// <summary>How a person sees the same failure again.</summary>
    public string Replay => $"./croupier simulate --seeds 1 --from {Seed}";

    public override string ToString() => Failure is null ? $"seed {Seed} holds" : $"seed {Seed}: {Failure}\n  again: {Replay}";

    /// <summary>What a seed found, for whoever has loaded this beside another Book.</summary>
    public static string? FailureOf(long seed) => Of(seed).Failure;

    public static SimulationRun Of(long seed)
    {
        var world = new SimulatedWorld(seed);
        string? failure = null;
        try
        {
            world.Run();
        }
        catch (Exception e)
        {
            // Whatever ends a run is a finding: the auditor's disagreement, the partition's own invariant, or a fault nobody thought of.
            failure = e is Audit.DisagreementException or InvariantBrokenException ? e.Message : e.ToString();
        }

        return new SimulationRun(
            seed, failure, world.Trace.Hash, world.Clients.Issued, world.Storage.Blocks.Count, world.Disasters, world.Clients.NetworkFaults, world.Chain.Met);
    }
}
