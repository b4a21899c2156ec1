using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;

namespace Croupier.Platform.Peers.Remote;

/// <summary><see cref="IWallet"/> over the wallet processes. A deposit, a withdrawal or a callback without an answer is Unavailable, as the role says it of its own ledger; a question throws.</summary>
public sealed class RemoteWallet(PeerLinks links) : RemotePort(links, Role.Wallet), IWallet
{
    public async Task<WalletBalance> BalanceAsync(PlayerId player, AssetId asset, long atLeastSequence, CancellationToken cancellation)
    {
        var request = new BalanceRequest { Player = player.Value.ToBytes(), Asset = asset.Code, AtLeastSequence = atLeastSequence };
        return WalletMessages.Read(await CallAsync(PeerMethods.GetBalance, request, Balance.Parser, cancellation));
    }

    public async Task<(Status Status, DepositView? Deposit)> OpenDepositAsync(CommandId id, PlayerId player, AssetId asset, Money amount, CancellationToken cancellation)
    {
        try
        {
            return WalletMessages.Read(await CallPatientlyAsync(PeerMethods.OpenDeposit, Request(id, player, asset, amount), DepositAnswer.Parser, cancellation));
        }
        catch (LedgerUnavailableException unavailable)
        {
            return (unavailable.Status, null);
        }
    }

    public async Task<DepositView?> FindDepositAsync(PlayerId player, CommandId intent, CancellationToken cancellation)
    {
        var request = new FindDepositRequest { Player = player.Value.ToBytes(), Intent = intent.Value.ToBytes() };
        return WalletMessages.Read(await CallAsync(PeerMethods.FindDeposit, request, DepositAnswer.Parser, cancellation)).Deposit;
    }

    public async Task<Status> DepositCallbackAsync(
        string provider, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> rawBody, CancellationToken cancellation)
    {
        var request = new Callback { Provider = provider, RawBody = PeerFields.Bytes(rawBody) };
        foreach (var (name, value) in headers)
        {
            request.Headers[name] = value;
        }

        try
        {
            return PeerFields.Status((await CallPatientlyAsync(PeerMethods.TakeCallback, request, Done.Parser, cancellation)).Status);
        }
        catch (LedgerUnavailableException unavailable)
        {
            return unavailable.Status;
        }
    }

    public async Task<(Status Status, StoredResult? Stored)> WithdrawAsync(
        CommandId id, PlayerId player, AssetId asset, Money amount, Attestation? attestation, CancellationToken cancellation)
    {
        var request = Request(id, player, asset, amount);
        request.Attestation = PeerFields.Attestation(attestation);
        try
        {
            return WalletMessages.Read(await CallPatientlyAsync(PeerMethods.Withdraw, request, Withdrawal.Parser, cancellation));
        }
        catch (LedgerUnavailableException unavailable)
        {
            return (unavailable.Status, null);
        }
    }

    public async Task<IReadOnlyList<RoundView>> RoundsAsync(PlayerId player, (long BlockSequence, int EntryIndex)? before, int limit, CancellationToken cancellation) =>
        WalletMessages.Read(await CallAsync(PeerMethods.GetRounds, WalletMessages.Page(player, before, limit), RoundList.Parser, cancellation));

    public async Task<IReadOnlyList<RoundView>> RoundsOfChainAsync(PlayerId player, ChainId chain, long atLeastSequence, CancellationToken cancellation)
    {
        var request = new RoundsOfChainRequest { Player = player.Value.ToBytes(), Chain = chain.Value.ToBytes(), AtLeastSequence = atLeastSequence };
        return WalletMessages.Read(await CallAsync(PeerMethods.GetRoundsOfChain, request, RoundList.Parser, cancellation));
    }

    public async Task<IReadOnlyList<MovementView>> MovementsAsync(PlayerId player, (long BlockSequence, int EntryIndex)? before, int limit, CancellationToken cancellation) =>
        WalletMessages.Read(await CallAsync(PeerMethods.GetMovements, WalletMessages.Page(player, before, limit), MovementList.Parser, cancellation));

    private static MoneyRequest Request(CommandId id, PlayerId player, AssetId asset, Money amount) =>
        new() { Id = id.Value.ToBytes(), Player = player.Value.ToBytes(), Asset = asset.Code, Amount = amount.Units };
}
