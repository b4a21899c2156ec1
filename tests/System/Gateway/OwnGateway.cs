using Croupier.Client;
using Croupier.Host.Dev;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway;
using Croupier.Wire.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Gateway;

/// <summary>
/// Another gateway before the shared platform, with limits and a clock of its own.
/// </summary>
internal sealed class OwnGateway : IAsyncDisposable
{
    private readonly DevPlatform platform;
    private readonly GatewayRole role;

    private OwnGateway(DevPlatform platform, GatewayRole role)
    {
        this.platform = platform;
        this.role = role;
    }

    public int Port => role.Port;

    public RoleReadiness Readiness => role.Readiness;

    public static async Task<OwnGateway> StartAsync(GatewayLimits? limits = null, TimeProvider? clock = null, int port = 0)
    {
        var platform = await PlatformFixture.SharedAsync();
        var options = new GatewayOptions { Certificate = platform.Certificate, Attestor = platform.Attestor, Port = port, Limits = limits ?? new GatewayLimits() };
        var role = new GatewayRole(
            options, (ISessions)platform.Identity, platform.Identity, platform.Games, platform.Fairness, platform.Wallet, clock ?? TimeProvider.System, NullLoggerFactory.Instance);
        await role.StartAsync(default);
        return new(platform, role);
    }

    public ClientOptions Options(FrameKind kind) =>
        GatewayPlayer.OptionsOf(platform, kind) with { Origin = new Uri($"https://localhost:{Port}") };

    public Task DrainAsync(CancellationToken deadline = default) => role.DrainAsync(deadline);

    public ValueTask DisposeAsync() => role.DisposeAsync();
}

/// <summary>The machine's clock, moved: the gateway believes that time has passed.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shiftTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref shiftTicks));

    public void Shift(TimeSpan by) => Interlocked.Add(ref shiftTicks, by.Ticks);
}
