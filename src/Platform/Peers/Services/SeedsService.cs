using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Streams;
using Croupier.Wire.Peers;

namespace Croupier.Platform.Peers.Services;

/// <summary>Serves <see cref="ISeeds"/>, to games alone. What this process holds of a seed on its way is zeroed once it has gone out.</summary>
public sealed class SeedsService(ISeeds seeds) : PeerService
{
    internal override Role Role => Role.Fairness;

    internal override void Map(PeerServer server)
    {
        var questions = new CallServing<(PlayerId Player, ChainId Chain), (Status Status, ActiveSeeds? Seeds)>(
            server,
            PeerMethods.GetActive,
            SeedBytes.ReadQuestion,
            (question, over) => seeds.ActiveSeedsAsync(question.Player, question.Chain, over),
            static (writer, answer) =>
            {
                SeedBytes.Write(writer, answer.Status, answer.Seeds);
                SecretBytes.Zero(answer.Seeds?.ServerSeed);
            },
            static _ => (Status.Unavailable, null),
            isSecret: true);
        server.Methods.Duplex(PeerMethods.GetActive, questions.RunAsync);
    }
}
