using System.Collections.Concurrent;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Limits;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway.Play;

/// <summary>Every open socket: by itself for the watch, by player for the other devices, counted by address.</summary>
internal sealed class Presence(GatewayLimits limits, IWallet wallet, ILogger<Presence> logger)
{
    private readonly ConcurrentDictionary<PlayerConnection, byte> open = new();
    private readonly ConcurrentDictionary<PlayerId, PlayerDevices> players = new();
    private readonly Dictionary<AddressKey, int> byAddress = [];

    public IEnumerable<PlayerConnection> Open => open.Keys;

    public bool IsEmpty => open.IsEmpty;

    /// <summary>False when the address has as many sockets as allowed.</summary>
    public bool TryEnter(AddressKey address)
    {
        lock (byAddress)
        {
            var count = byAddress.GetValueOrDefault(address);
            if (count >= limits.MaxSocketsPerAddress)
            {
                return false;
            }

            byAddress[address] = count + 1;
            return true;
        }
    }

    public void Exit(AddressKey address)
    {
        lock (byAddress)
        {
            if (--byAddress[address] == 0)
            {
                byAddress.Remove(address);
            }
        }
    }

    public void Add(PlayerConnection connection) => open[connection] = 0;

    public void Remove(PlayerConnection connection) => open.TryRemove(connection, out _);

    /// <summary>Null when the player has as many sockets as allowed.</summary>
    public PlayerDevices? Join(PlayerConnection connection, PlayerId player)
    {
        while (true)
        {
            var devices = players.GetOrAdd(player, static (id, self) => new PlayerDevices(id, self.Wallet, self.ReadWithin, self.Logger), this);
            if (devices.TryJoin(connection, limits.MaxSocketsPerPlayer, out var dropped))
            {
                return devices;
            }

            if (!dropped)
            {
                return null;
            }

            players.TryRemove(new(player, devices));
        }
    }

    public void Leave(PlayerConnection connection, PlayerId player, PlayerDevices devices)
    {
        if (devices.Leave(connection))
        {
            players.TryRemove(new(player, devices));
        }
    }

    private IWallet Wallet => wallet;

    private TimeSpan ReadWithin => limits.ReadWithin;

    private ILogger Logger => logger;
}
