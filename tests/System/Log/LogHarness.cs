using Croupier.Kernel.Ports;

namespace Croupier.Tests.System.Log;

/// <summary>One log server with an empty log, and what a test does to it behind the implementation's back. Each implementation of the port brings its own.</summary>
public abstract class LogHarness : IAsyncDisposable
{
    /// <summary>A further log on the same server, as another process would open it. Its fallback polling is off, so that only a wake-up wakes. Disposed of with the harness.</summary>
    public abstract ICommandLog Open();

    /// <summary>Loses every batch from this offset on, as a server that lost power may.</summary>
    public abstract Task LoseTailAsync(int partition, long fromOffset);

    /// <summary>Loses the log's first batches through this offset at the least, as a retention that is too short does. Others stand behind them afterwards.</summary>
    public abstract Task LoseFrontAsync(int partition, long throughOffset);

    /// <summary>Ends every connection to the server, where losing batches has not ended them already.</summary>
    public abstract Task CutConnectionsAsync();

    /// <summary>Stops the server orderly and starts it again.</summary>
    public abstract Task RestartAsync();

    public abstract ValueTask DisposeAsync();
}
