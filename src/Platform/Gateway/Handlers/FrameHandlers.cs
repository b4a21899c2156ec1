using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Gateway.Play;
using Croupier.Wire.Player;

namespace Croupier.Platform.Gateway.Handlers;

/// <summary>One handler a kind of message; this table is all that knows them.</summary>
internal sealed class FrameHandlers(
    ISessions sessions, IGames games, IFairness fairness, IWallet wallet, Attestor attestor, GatewayLimits limits, TimeProvider clock)
{
    private readonly BetHandler bets = new(games, attestor, clock);
    private readonly ChainHandler chains = new(fairness, clock);
    private readonly WithdrawHandler withdrawals = new(wallet, attestor, clock);
    private readonly BalanceHandler balances = new(wallet, limits.ReadWithin);
    private readonly RenewHandler renewals = new(sessions);
    private readonly PingHandler pings = new(clock);

    public Task<ServerFrame> HandleAsync(Asking asking, ClientFrame frame, CancellationToken cancellation) => frame.MessageCase switch
    {
        ClientFrame.MessageOneofCase.Bet => bets.HandleAsync(asking, frame.Bet, cancellation),
        ClientFrame.MessageOneofCase.OpenChain => chains.OpenAsync(asking, frame.OpenChain, cancellation),
        ClientFrame.MessageOneofCase.SetClientSeed => chains.SetClientSeedAsync(asking, frame.SetClientSeed, cancellation),
        ClientFrame.MessageOneofCase.CloseChain => chains.CloseAsync(asking, frame.CloseChain, cancellation),
        ClientFrame.MessageOneofCase.Withdraw => withdrawals.HandleAsync(asking, frame.Withdraw, cancellation),
        ClientFrame.MessageOneofCase.GetBalance => balances.HandleAsync(asking, frame.GetBalance, cancellation),
        ClientFrame.MessageOneofCase.Renew => Task.FromResult(renewals.Handle(asking.Session, frame.Renew)),
        ClientFrame.MessageOneofCase.Ping => Task.FromResult(pings.Handle(frame.Ping)),
        _ => Task.FromResult(Replies.Refusal(Status.Malformed)),
    };
}
