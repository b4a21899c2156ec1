using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Services;

/// <summary>Serves <see cref="IFairness"/>.</summary>
public sealed class FairnessService(IFairness fairness) : PeerService
{
    internal override Role Role => Role.Fairness;

    internal override void Map(PeerServer server)
    {
        server.Unary(PeerMethods.OpenChain, OpenChainRequest.Parser, async (request, over) => Answer(await fairness.OpenChainAsync(
            new CommandId(PeerFields.Id(request.Id)), new PlayerId(PeerFields.Id(request.Player)), new SessionId(PeerFields.Id(request.Session)), over)));
        server.Unary(PeerMethods.SetClientSeed, SetClientSeedRequest.Parser, async (request, over) => Answer(await fairness.SetClientSeedAsync(
            new CommandId(PeerFields.Id(request.Id)), new PlayerId(PeerFields.Id(request.Player)), new ChainId(PeerFields.Id(request.Chain)), request.ClientSeed.Memory, over)));
        server.Unary(PeerMethods.CloseChain, CloseChainRequest.Parser, async (request, over) => Answer(await fairness.CloseChainAsync(
            new CommandId(PeerFields.Id(request.Id)), new PlayerId(PeerFields.Id(request.Player)), new ChainId(PeerFields.Id(request.Chain)), over)));
        server.Unary(PeerMethods.FindChain, FindChainRequest.Parser, async (request, over) => ChainViewMessages.Write(
            Status.Accepted, await fairness.FindChainAsync(new PlayerId(PeerFields.Id(request.Player)), new ChainId(PeerFields.Id(request.Chain)), over)));
        server.Unary(PeerMethods.ListChains, ListChainsRequest.Parser, async (request, over) => new ChainList
        {
            Chains = { (await fairness.ListChainsAsync(new PlayerId(PeerFields.Id(request.Player)), ChainViewMessages.Read(request), request.Limit, over)).Select(ChainViewMessages.Write) },
        });
        server.Unary(PeerMethods.GetReceiptKeys, GetReceiptKeysRequest.Parser, async (_, over) => new ReceiptKeyList
        {
            Keys = { (await fairness.ReceiptKeysAsync(over)).Select(key => new Wire.Peers.Messages.ReceiptKey { KeyId = key.KeyId, PublicKey = PeerFields.Bytes(key.PublicKey) }) },
        });
    }

    private static ChainAnswer Answer((Status Status, ChainView? Chain) answer) => ChainViewMessages.Write(answer.Status, answer.Chain);
}
