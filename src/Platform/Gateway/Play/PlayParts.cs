using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Croupier.Platform.Gateway.Handlers;
using Croupier.Platform.Gateway.Limits;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway.Play;

/// <summary>What every connection of one gateway shares.</summary>
internal sealed record PlayParts(
    ISessions Sessions,
    Handshake Handshake,
    FrameHandlers Handlers,
    EdgeLimits Rates,
    Presence Presence,
    GatewayLimits Limits,
    GatewayMetrics Metrics,
    TimeProvider Clock,
    ILogger Logger,
    Action<InvariantBrokenException> OnBroken,
    FramesInHand InHand,
    RoleLife Life,
    CancellationToken Stopping);
