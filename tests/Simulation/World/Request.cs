using Croupier.Kernel.Commands;

namespace Croupier.Tests.Simulation.World;

/// <summary>A command that a client has sent and will send again, with its id, until it has a result.</summary>
internal sealed record Request(Role Role, Command Command, Hash256 Hash)
{
    /// <summary>Where it stands among the unanswered; -1 once it is answered.</summary>
    public int Place { get; set; } = -1;

    /// <summary>The place of its result in the chain, once it was answered.</summary>
    public (long Block, int Entry)? Answer { get; set; }
}
