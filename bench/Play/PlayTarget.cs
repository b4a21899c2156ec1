using Croupier.Kernel.Ports;

namespace Croupier.Bench.Play;

/// <summary>A platform that the load player plays on, and whom its players are made by.</summary>
internal abstract class PlayTarget : IAsyncDisposable
{
    private LoadPlayers? players;

    /// <summary>The gateways, among which connections are spread.</summary>
    public abstract IReadOnlyList<Uri> Gateways { get; }

    /// <summary>The gateways' certificate, DER.</summary>
    public abstract byte[] Certificate { get; }

    protected abstract IIdentity Identity { get; }

    protected abstract ILedger Operators { get; }

    /// <summary>Whether nobody plays here whom the operator has not let in.</summary>
    protected abstract bool PlayersWait { get; }

    /// <summary>So many players, signed up, let in and funded.</summary>
    public Task PrepareAsync(int count, CancellationToken cancellation) => (players = new LoadPlayers(Identity, Operators, PlayersWait)).PrepareAsync(count, cancellation);

    /// <summary>Every player with a fresh token.</summary>
    public Task<IReadOnlyList<LoadAccount>> AccountsAsync(CancellationToken cancellation) => players!.AccountsAsync(cancellation);

    public abstract ValueTask DisposeAsync();
}
