using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Services;

/// <summary>Serves <see cref="IWallet"/>.</summary>
public sealed class WalletService(IWallet wallet) : PeerService
{
    internal override Role Role => Role.Wallet;

    internal override void Map(PeerServer server)
    {
        MapMoney(server);
        server.Unary(PeerMethods.GetBalance, BalanceRequest.Parser, async (request, over) => WalletMessages.Write(
            await wallet.BalanceAsync(Player(request.Player), PeerFields.Asset(request.Asset), request.AtLeastSequence, over)));
        server.Unary(PeerMethods.GetRounds, PageRequest.Parser, async (request, over) => WalletMessages.Write(
            await wallet.RoundsAsync(Player(request.Player), WalletMessages.Before(request), request.Limit, over)));
        server.Unary(PeerMethods.GetRoundsOfChain, RoundsOfChainRequest.Parser, async (request, over) => WalletMessages.Write(
            await wallet.RoundsOfChainAsync(Player(request.Player), new ChainId(PeerFields.Id(request.Chain)), request.AtLeastSequence, over)));
        server.Unary(PeerMethods.GetMovements, PageRequest.Parser, async (request, over) => WalletMessages.Write(
            await wallet.MovementsAsync(Player(request.Player), WalletMessages.Before(request), request.Limit, over)));
    }

    private void MapMoney(PeerServer server)
    {
        server.Unary(PeerMethods.OpenDeposit, MoneyRequest.Parser, async (request, over) =>
        {
            var (status, deposit) = await wallet.OpenDepositAsync(
                new CommandId(PeerFields.Id(request.Id)), Player(request.Player), PeerFields.Asset(request.Asset), new Money(request.Amount), over);
            return WalletMessages.Write(status, deposit);
        });
        server.Unary(PeerMethods.FindDeposit, FindDepositRequest.Parser, async (request, over) => WalletMessages.Write(
            Status.Accepted, await wallet.FindDepositAsync(Player(request.Player), new CommandId(PeerFields.Id(request.Intent)), over)));
        server.Unary(PeerMethods.TakeCallback, Callback.Parser, async (request, over) =>
        {
            var headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase);
            return new Done { Status = (uint)await wallet.DepositCallbackAsync(request.Provider, headers, request.RawBody.Memory, over) };
        });
        server.Unary(PeerMethods.Withdraw, MoneyRequest.Parser, async (request, over) =>
        {
            var (status, stored) = await wallet.WithdrawAsync(
                new CommandId(PeerFields.Id(request.Id)),
                Player(request.Player),
                PeerFields.Asset(request.Asset),
                new Money(request.Amount),
                PeerFields.Attestation(request.Attestation),
                over);
            return WalletMessages.Write(status, stored);
        });
    }

    private static PlayerId Player(Google.Protobuf.ByteString bytes) => new(PeerFields.Id(bytes));
}
