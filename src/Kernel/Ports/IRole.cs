namespace Croupier.Kernel.Ports;

/// <summary>Whether a role may receive traffic now, and if not, why: one line for the person who asks /readyz, without a secret in it.</summary>
public readonly record struct RoleReadiness(bool IsReady, string? Reason)
{
    public static readonly RoleReadiness Ready = new(true, null);

    public static RoleReadiness Not(string reason) => new(false, reason);
}

/// <summary>A running part of the platform. Started in the order of the roles table, drained and stopped in the reverse order.</summary>
public interface IRole : IAsyncDisposable
{
    Role Role { get; }

    /// <summary>Returns when the role has begun its work. Whether it may receive traffic, then and later, is <see cref="Readiness"/>.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Asked from any thread, often. A backlog is no reason: who waits is served, and new bets are refused one by one.</summary>
    RoleReadiness Readiness { get; }

    /// <summary>
    /// Takes nothing new and finishes what it has in hand. Readiness is closed from the call on. Returns when all is finished, or at the deadline with what was not;
    /// disposing follows in either case.
    /// </summary>
    Task DrainAsync(CancellationToken deadline);

    /// <summary>Ends when the role has stopped; faults with what stopped it.</summary>
    Task Completion { get; }
}
