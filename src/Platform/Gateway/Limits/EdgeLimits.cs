using Croupier.Kernel;

namespace Croupier.Platform.Gateway.Limits;

/// <summary>All rates of one gateway: frames by player, frames and requests by address, sign-ins by address.</summary>
internal sealed class EdgeLimits(GatewayLimits limits, TimeProvider clock)
{
    public TokenBuckets<PlayerId> Players { get; } =
        new(new Rate(limits.PlayerFramesPerSecond, limits.PlayerFrameBurst), limits.MaxRateEntries, clock);

    public TokenBuckets<AddressKey> Addresses { get; } =
        new(new Rate(limits.AddressFramesPerSecond, limits.AddressFrameBurst), limits.MaxRateEntries, clock);

    public TokenBuckets<AddressKey> SignIns { get; } =
        new(new Rate(limits.AddressSignInsPerMinute / 60, limits.AddressSignInBurst), limits.MaxRateEntries, clock);

    /// <summary>Charges a frame to its player and its address. 0 when both had a token, otherwise the milliseconds until both have one.</summary>
    public uint TakeFrame(PlayerId player, AddressKey address) => Math.Max(Players.Take(player), Addresses.Take(address));

    public void Sweep()
    {
        Players.Sweep();
        Addresses.Sweep();
        SignIns.Sweep();
    }
}
