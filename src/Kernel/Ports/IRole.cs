namespace Croupier.Kernel.Ports;

/// <summary>A running part of the platform. Started in the order of the roles table, stopped in the reverse order.</summary>
public interface IRole : IAsyncDisposable
{
    Role Role { get; }

    /// <summary>Returns when the role may receive traffic.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Ends when the role has stopped; faults with what stopped it.</summary>
    Task Completion { get; }
}
