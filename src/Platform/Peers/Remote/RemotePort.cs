using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Links;
using Croupier.Wire.Grpc;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Remote;

/// <summary>
/// A port whose role runs in other processes. A call goes to one of them that can take it, has a deadline, and is made once: who asked knows what may be repeated. No
/// answer is told as the port itself tells it, <see cref="LedgerUnavailableException"/>, and never what a peer's exception said.
/// </summary>
public abstract class RemotePort
{
    private protected RemotePort(PeerLinks links, Role role) => (Peers, Links) = (links, links.To(role));

    /// <summary>Whether calls can be made now.</summary>
    public bool IsReady => WhyNotReady is null;

    /// <summary>Why calls can't be made now; null when they can.</summary>
    public virtual string? WhyNotReady => Links.WhyNotReady;

    private protected PeerLinks Peers { get; }

    private protected RoleLinks Links { get; }

    /// <summary>Returns when calls can be made.</summary>
    public virtual Task UntilReadyAsync(CancellationToken cancellation) => Links.UntilReadyAsync(cancellation);

    private protected Task<TAnswer> CallAsync<TAnswer>(string method, IMessage request, MessageParser<TAnswer> parser, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer> => CallAsync(method, request, parser, Peers.Options.CallWithin, cancellation);

    /// <summary>A call behind which a command stands that waits through an outage of the ledger rather than fail.</summary>
    private protected Task<TAnswer> CallPatientlyAsync<TAnswer>(string method, IMessage request, MessageParser<TAnswer> parser, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer> => CallAsync(method, request, parser, Peers.Options.PatientCallWithin, cancellation);

    private async Task<TAnswer> CallAsync<TAnswer>(string method, IMessage request, MessageParser<TAnswer> parser, TimeSpan within, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>
    {
        if (await Links.PickAsync(cancellation) is not { } session)
        {
            throw new LedgerUnavailableException(Status.Unavailable, $"{Links.WhyNotReady ?? $"no process of {Links.Role} can be called"}; nothing was sent");
        }

        session.Began();
        try
        {
            return await session.Channel.CallAsync(method, request, parser, within, cancellation);
        }
        catch (GrpcException failed)
        {
            throw Told(method, failed);
        }
        finally
        {
            session.Ended();
        }
    }

    private LedgerUnavailableException Told(string method, GrpcException failed)
    {
        var refusal = failed.Refusal;
        if (refusal.Reason is Status.Busy or Status.Unavailable)
        {
            return new LedgerUnavailableException(refusal.Reason, refusal.Message, refusal.RetryAfter);
        }

        Peers.Logger.LogWarning("{Method} has no answer: {Code}, {Reason}", PeerMethods.ShortName(method), refusal.Code, refusal.Message);
        return new LedgerUnavailableException(Status.Unavailable, $"{PeerMethods.ShortName(method)} has no answer ({refusal.Code}): what was asked may have happened");
    }
}
