using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Google.Protobuf;

namespace Croupier.Platform.Peers.Remote;

/// <summary><see cref="IFairness"/> over the fairness processes. A command without an answer is Unavailable, as the role says it of its own ledger; a question throws.</summary>
public sealed class RemoteFairness(PeerLinks links) : RemotePort(links, Role.Fairness), IFairness
{
    public Task<(Status Status, ChainView? Chain)> OpenChainAsync(CommandId id, PlayerId player, SessionId session, CancellationToken cancellation) => CommandAsync(
        PeerMethods.OpenChain,
        new OpenChainRequest { Id = id.Value.ToBytes(), Player = player.Value.ToBytes(), Session = session.Value.ToBytes() },
        cancellation);

    public Task<(Status Status, ChainView? Chain)> SetClientSeedAsync(
        CommandId id, PlayerId player, ChainId chain, ReadOnlyMemory<byte> clientSeed, CancellationToken cancellation) => CommandAsync(
        PeerMethods.SetClientSeed,
        new SetClientSeedRequest { Id = id.Value.ToBytes(), Player = player.Value.ToBytes(), Chain = chain.Value.ToBytes(), ClientSeed = PeerFields.Bytes(clientSeed) },
        cancellation);

    public Task<(Status Status, ChainView? Chain)> CloseChainAsync(CommandId id, PlayerId player, ChainId chain, CancellationToken cancellation) => CommandAsync(
        PeerMethods.CloseChain,
        new CloseChainRequest { Id = id.Value.ToBytes(), Player = player.Value.ToBytes(), Chain = chain.Value.ToBytes() },
        cancellation);

    public async Task<ChainView?> FindChainAsync(PlayerId player, ChainId chain, CancellationToken cancellation)
    {
        var request = new FindChainRequest { Player = player.Value.ToBytes(), Chain = chain.Value.ToBytes() };
        return ChainViewMessages.Read(await CallAsync(PeerMethods.FindChain, request, ChainAnswer.Parser, cancellation)).Chain;
    }

    public async Task<IReadOnlyList<ChainView>> ListChainsAsync(PlayerId player, ChainRange range, int limit, CancellationToken cancellation) =>
        [.. (await CallAsync(PeerMethods.ListChains, ChainViewMessages.Write(player, range, limit), ChainList.Parser, cancellation)).Chains.Select(ChainViewMessages.Read)];

    public async Task<IReadOnlyList<Kernel.Ports.ReceiptKey>> ReceiptKeysAsync(CancellationToken cancellation) =>
        [.. (await CallAsync(PeerMethods.GetReceiptKeys, new GetReceiptKeysRequest(), ReceiptKeyList.Parser, cancellation)).Keys
            .Select(key => new Kernel.Ports.ReceiptKey(key.KeyId, key.PublicKey.Memory))];

    private async Task<(Status Status, ChainView? Chain)> CommandAsync(string method, IMessage request, CancellationToken cancellation)
    {
        try
        {
            return ChainViewMessages.Read(await (method == PeerMethods.CloseChain
                ? CallPatientlyAsync(method, request, ChainAnswer.Parser, cancellation)
                : CallAsync(method, request, ChainAnswer.Parser, cancellation)));
        }
        catch (LedgerUnavailableException unavailable)
        {
            return (unavailable.Status, null);
        }
    }
}
