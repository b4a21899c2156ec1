using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Play;
using Croupier.Wire.Mapping;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>Attests that the player asked, and asks the wallet to pay out. Answered once the request is committed as pending.</summary>
internal sealed class WithdrawHandler(IWallet wallet, Attestor attestor, TimeProvider clock)
{
    public async Task<ServerFrame> HandleAsync(Asking asking, Withdraw message, CancellationToken cancellation)
    {
        var status = CommandIds.Read(message.Id, clock, out var id);
        if (status != Status.Accepted)
        {
            return Replies.Refusal(status);
        }

        if (message.Asset > ushort.MaxValue)
        {
            return Replies.Refusal(Status.NoSuchAsset);
        }

        var asset = new AssetId((ushort)message.Asset);
        var amount = new Money(message.Amount);
        var attested = attestor.AttestWithdrawal(id, asking.Player, asset, amount);
        var (decided, answer) = await wallet.WithdrawAsync(id, asking.Player, asset, amount, attested, cancellation);
        if (answer is not { } stored)
        {
            return Replies.Refusal(decided);
        }

        StoredAnswer.Demand(stored, asking.Player, id);
        if (stored.Command is not RequestWithdrawal withdrawal)
        {
            throw new InvariantBrokenException("I4", $"the stored result of withdrawal {id} is of a {stored.Command.Kind}");
        }

        asking.Session.Saw(stored);
        if (stored.Result.IsAccepted)
        {
            asking.Devices.MoneyMoved(withdrawal.Asset, new SeenPosition(stored.BlockSequence, stored.EntryIndex));
        }

        return new ServerFrame
        {
            Withdrawal = new WithdrawalResult
            {
                Status = (uint)stored.Status,
                Id = stored.Id.Value.ToBytes(),
                Asset = withdrawal.Asset.Code,
                Amount = withdrawal.Amount.Units,
                CashAfter = stored.Result.CashAfter.Units,
                Block = checked((ulong)stored.BlockSequence),
                Entry = checked((uint)stored.EntryIndex),
            },
        };
    }
}
