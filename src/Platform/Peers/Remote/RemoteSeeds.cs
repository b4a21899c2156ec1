using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Links;
using Croupier.Platform.Peers.Streams;
using Croupier.Wire.Peers;

namespace Croupier.Platform.Peers.Remote;

/// <summary><see cref="ISeeds"/>, or <see cref="IAuditSeeds"/> for audit, over the fairness processes, any of which knows every chain. Whatever goes wrong on the way is Unavailable: nothing is decided then.</summary>
public sealed class RemoteSeeds : RemotePort, ISeeds, IAuditSeeds, IAsyncDisposable
{
    private readonly CallStreams<(Status Status, ActiveSeeds? Seeds)> streams;
    private readonly string method;

    /// <param name="links">To the fairness processes.</param>
    /// <param name="forAudit">Asks as audit, for closed chains too; games asks for active ones.</param>
    public RemoteSeeds(PeerLinks links, bool forAudit = false)
        : base(links, Role.Fairness)
    {
        method = forAudit ? PeerMethods.GetForAudit : PeerMethods.GetActive;
        streams = new(Links, "seeds", OpenAsync, static (_, _, _) => Task.CompletedTask);
    }

    public override string? WhyNotReady => streams.IsAnyOpen ? null : Links.WhyNotReady ?? "no fairness process gives seeds yet";

    public override Task UntilReadyAsync(CancellationToken cancellation) => streams.UntilOpenAsync(cancellation);

    public Task<(Status Status, ActiveSeeds? Seeds)> ActiveSeedsAsync(PlayerId player, ChainId chain, CancellationToken cancellation) => AskAsync(player, chain, cancellation);

    public Task<(Status Status, ActiveSeeds? Seeds)> SeedsOfAsync(PlayerId player, ChainId chain, CancellationToken cancellation) => AskAsync(player, chain, cancellation);

    public ValueTask DisposeAsync() => streams.DisposeAsync();

    private async Task<(Status Status, ActiveSeeds? Seeds)> AskAsync(PlayerId player, ChainId chain, CancellationToken cancellation)
    {
        // Those that are heard first; which of them makes no difference.
        foreach (var stream in streams.Open.Values.OrderBy(one => one.IsSilentFor(Peers.Options.SilentAfter)))
        {
            if (stream.TryAsk((player, chain), static (writer, asked) => SeedBytes.Write(writer, asked.player, asked.chain), out var pending) == Asked.OnItsWay)
            {
                try
                {
                    return await pending!.Task.WaitAsync(cancellation);
                }
                catch (LedgerUnavailableException)
                {
                    return (Status.Unavailable, null);
                }
            }
        }

        return (Status.Unavailable, null);
    }

    private Task<CallStream<(Status Status, ActiveSeeds? Seeds)>> OpenAsync(LinkSession session, CancellationToken cancellation) =>
        CallStream<(Status Status, ActiveSeeds? Seeds)>.OpenAsync(
            session,
            method,
            Peers.Options.MaxOutstanding,
            SeedBytes.ReadAnswer,
            static () => new LedgerUnavailableException(Status.Unavailable, "fairness did not answer"),
            Peers.Options.SeedsWithin,
            isSecret: true,
            Peers.Clock,
            cancellation);
}
