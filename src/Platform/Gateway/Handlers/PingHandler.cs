using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>Gives the token back, with the server's time.</summary>
internal sealed class PingHandler(TimeProvider clock)
{
    public ServerFrame Handle(Ping message) => new()
    {
        Pong = new Pong { Token = message.Token, ServerUnixMs = checked((ulong)clock.GetUtcNow().ToUnixTimeMilliseconds()) },
    };
}
