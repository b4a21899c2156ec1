using Croupier.Host.Dev;

namespace Croupier.Host.Cluster;

/// <summary>Where each process of the cluster listens, and where the others are told that it does.</summary>
internal sealed class ClusterPorts
{
    private readonly Dictionary<string, int> told = [];

    /// <summary>Throws <see cref="Data.EnvironmentException"/> when one that was chosen is in use.</summary>
    public ClusterPorts(ClusterOptions options)
    {
        Player = LoopbackPorts.Resolve(options.PlayerPort, "--port");
        SecondPlayer = LoopbackPorts.Resolve(options.SecondPlayerPort, "--second-port");
        Sandbox = LoopbackPorts.Resolve(options.SandboxPort, "--sandbox-port");
        Peers = options.Parts.ToDictionary(part => part.Name, part => LoopbackPorts.Resolve(0, ""));
        Metrics = options.Parts.ToDictionary(part => part.Name, part => LoopbackPorts.Resolve(0, ""));
        foreach (var part in options.Parts.Where(part => part.IsCalled))
        {
            told[part.Name] = options.LineTo?.Invoke(part.Name, Peers[part.Name]) ?? Peers[part.Name];
        }
    }

    public int Player { get; }

    public int SecondPlayer { get; }

    public int Sandbox { get; }

    public IReadOnlyDictionary<string, int> Peers { get; }

    public IReadOnlyDictionary<string, int> Metrics { get; }

    public int Told(ClusterPart part) => told[part.Name];
}
