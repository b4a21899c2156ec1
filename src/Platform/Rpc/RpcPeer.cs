using Croupier.Kernel;

namespace Croupier.Platform.Rpc;

/// <summary>Who is at the other end of a connection, as its certificate proves it: the names after the trust domain, and until when the certificate holds.</summary>
internal sealed record RpcPeer(IReadOnlyList<string> Names, DateTimeOffset ValidUntil)
{
    /// <summary>All names in one, for logs and counts.</summary>
    public string Name { get; } = string.Join('+', Names);

    /// <summary>What of the platform runs there, where the names are those of our processes.</summary>
    public IReadOnlyList<Caller> Processes { get; } = [.. Names.Select(RoleName.Parse).OfType<Caller>()];

    /// <summary>Whether it is that process: by its own name, or by the role's alone, which stands for any of its processes.</summary>
    public bool IsProcess(Caller caller) => Processes.Contains(caller) || Names.Contains(RoleName.Of(caller.Role));
}
