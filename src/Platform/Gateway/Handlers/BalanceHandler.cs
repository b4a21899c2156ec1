using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Play;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>The player's money, never older than what this device has been told before.</summary>
internal sealed class BalanceHandler(IWallet wallet, TimeSpan readWithin)
{
    public async Task<ServerFrame> HandleAsync(Asking asking, GetBalance message, CancellationToken cancellation)
    {
        if (message.Asset > ushort.MaxValue || Assets.Find(new AssetId((ushort)message.Asset)) is not { } asset)
        {
            return Replies.Refusal(Status.NoSuchAsset);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(readWithin);
        var balance = await wallet.BalanceAsync(asking.Player, asset.Id, asking.Session.Seen.Block, deadline.Token);
        return Replies.Balance(balance);
    }
}
