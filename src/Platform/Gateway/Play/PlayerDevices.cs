using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway.Play;

/// <summary>
/// The open sockets of one player. When money moves through one of them, the others are told the new balance: read from the wallet at or after the block that moved it,
/// so that all of its numbers are of one block. Changes that come while a balance is being read are told together.
/// </summary>
internal sealed class PlayerDevices(PlayerId player, IWallet wallet, TimeSpan readWithin, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly List<PlayerConnection> connections = [];
    private readonly Dictionary<AssetId, SeenPosition> changes = [];
    private bool telling;

    /// <summary>False when the player has as many sockets as allowed, or when this entry has just been dropped with its last socket.</summary>
    public bool TryJoin(PlayerConnection connection, int most, out bool dropped)
    {
        lock (gate)
        {
            dropped = Dropped;
            if (dropped || connections.Count >= most)
            {
                return false;
            }

            connections.Add(connection);
            return true;
        }
    }

    /// <summary>True when the last socket went: the entry is dropped for good.</summary>
    public bool Leave(PlayerConnection connection)
    {
        lock (gate)
        {
            connections.Remove(connection);
            Dropped = connections.Count == 0;
            return Dropped;
        }
    }

    private bool Dropped { get; set; }

    public void MoneyMoved(AssetId asset, SeenPosition at)
    {
        lock (gate)
        {
            if (connections.Count < 2)
            {
                return;
            }

            if (!changes.TryGetValue(asset, out var known) || at > known)
            {
                changes[asset] = at;
            }

            if (telling)
            {
                return;
            }

            telling = true;
        }

        _ = TellAsync();
    }

    private async Task TellAsync()
    {
        while (TryNext(out var asset, out var at))
        {
            try
            {
                using var deadline = new CancellationTokenSource(readWithin);
                var balance = await wallet.BalanceAsync(player, asset, at.Block, deadline.Token);
                foreach (var connection in Behind(at))
                {
                    connection.Tell(balance);
                }
            }
            catch (Exception failure)
            {
                // The next change, or the device's own question, tells it; a balance is a convenience here, never the ledger's answer.
                logger.LogWarning(failure, "A balance could not be read for a player's other devices.");
            }
        }
    }

    private bool TryNext(out AssetId asset, out SeenPosition at)
    {
        lock (gate)
        {
            foreach (var (changed, position) in changes)
            {
                changes.Remove(changed);
                (asset, at) = (changed, position);
                return true;
            }

            telling = false;
            (asset, at) = (default, default);
            return false;
        }
    }

    private PlayerConnection[] Behind(SeenPosition at)
    {
        lock (gate)
        {
            return [.. connections.Where(c => c.Session is { } session && session.Seen < at)];
        }
    }
}
