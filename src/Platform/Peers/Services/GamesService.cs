using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Streams;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Services;

/// <summary>Serves <see cref="IGames"/>. <paramref name="rules"/> are the hashes of all rules by which this process plays, of which the lobby offers the newest.</summary>
public sealed class GamesService(IGames games, IReadOnlyList<Hash256> rules) : PeerService
{
    internal override Role Role => Role.Games;

    internal override void Map(PeerServer server)
    {
        server.Unary(PeerMethods.GetLobby, GetLobbyRequest.Parser, (_, _) => Task.FromResult(LobbyMessages.Write(games.Lobby, rules, games.Rules)));
        var plays = new CallServing<PlayRequest, Played>(
            server,
            PeerMethods.Play,
            PlayBytes.ReadRequest,
            async (request, over) => new Played(await games.PlayAsync(request, over), Status.Accepted, default),
            static (writer, played) => played.Write(writer),
            static error => error is LedgerUnavailableException unavailable ? new Played(null, unavailable.Status, unavailable.RetryAfter) : new Played(null, Status.Unavailable, default),
            isSecret: false);
        server.Methods.Duplex(PeerMethods.Play, plays.RunAsync);
    }

    /// <summary>A reply, or why there is none and when to ask again.</summary>
    private readonly record struct Played(PlayReply? Reply, Status Unknown, TimeSpan RetryAfter)
    {
        public void Write(Kernel.Bytes.ByteWriter writer)
        {
            if (Reply is { } reply)
            {
                PlayBytes.Write(writer, reply);
            }
            else
            {
                PlayBytes.WriteUnknown(writer, Unknown, RetryAfter);
            }
        }
    }
}
