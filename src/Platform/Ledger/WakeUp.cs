using System.Threading.Channels;

namespace Croupier.Platform.Ledger;

/// <summary>Tells one waiter that there is something to look at. Ringing twice before it looks wakes it once; no ring is lost.</summary>
internal sealed class WakeUp
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Ring() => bell.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellation) => await bell.Reader.ReadAsync(cancellation);
}
