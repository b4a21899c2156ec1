using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Streams;
using Croupier.Wire.Peers;

namespace Croupier.Platform.Peers.Services;

/// <summary>Serves <see cref="ISeeds"/> to games and <see cref="IAuditSeeds"/> to audit, each to that role alone. What this process holds of a seed on its way is zeroed once it has gone out.</summary>
public sealed class SeedsService(ISeeds seeds, IAuditSeeds auditSeeds) : PeerService
{
    internal override Role Role => Role.Fairness;

    internal override void Map(PeerServer server)
    {
        Map(server, PeerMethods.GetActive, seeds.ActiveSeedsAsync);
        Map(server, PeerMethods.GetForAudit, auditSeeds.SeedsOfAsync);
    }

    private static void Map(PeerServer server, string method, Func<PlayerId, ChainId, CancellationToken, Task<(Status Status, ActiveSeeds? Seeds)>> answer)
    {
        var questions = new CallServing<(PlayerId Player, ChainId Chain), (Status Status, ActiveSeeds? Seeds)>(
            server,
            method,
            SeedBytes.ReadQuestion,
            (question, over) => answer(question.Player, question.Chain, over),
            static (writer, answered) =>
            {
                SeedBytes.Write(writer, answered.Status, answered.Seeds);
                SecretBytes.Zero(answered.Seeds?.ServerSeed);
            },
            static _ => (Status.Unavailable, null),
            isSecret: true);
        server.Methods.Duplex(method, questions.RunAsync);
    }
}
