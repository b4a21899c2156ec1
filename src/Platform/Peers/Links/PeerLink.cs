using System.Security.Cryptography.X509Certificates;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Peers.Streams;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Links;

/// <summary>
/// One process of a role, as this process sees it: connected and usable, or why not. Its loop connects, attends the connection until it ends, and begins anew: at once
/// after a connection that had lasted, else after a pause that doubles. When this process's certificate is exchanged, or the peer's runs out, a second connection is
/// greeted first and then takes the first one's place.
/// </summary>
internal sealed class PeerLink : IAsyncDisposable
{
    private const int MaxNames = 16;

    private readonly Role role;
    private readonly PeerLinksOptions options;
    private readonly PeersMetrics metrics;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Signal changed;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private volatile LinkSession? current;
    private volatile string whyNot = "it is not connected yet";
    private string? notRenewed;

    public PeerLink(Role role, Uri address, PeerLinksOptions options, PeersMetrics metrics, TimeProvider clock, ILogger logger, Signal changed)
    {
        (this.role, Address, this.options, this.metrics, this.clock, this.logger, this.changed) = (role, address, options, metrics, clock, logger, changed);
        Gone = stopping.Token;
        running = Task.Run(RunAsync);
    }

    public Uri Address { get; }

    /// <summary>Cancelled when this process is spoken with no more.</summary>
    public CancellationToken Gone { get; }

    /// <summary>The connection that new calls may take; null while there is none.</summary>
    public LinkSession? Usable => current is { IsUsable: true } session ? session : null;

    public string? WhyNotReady => Usable is not null ? null : current is not null ? $"{Address} is about to stop" : $"{Address}: {whyNot}";

    /// <summary>Waits for a connection that new calls may take.</summary>
    public async Task<LinkSession> UsableAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = changed.Next;
            if (Usable is { } session)
            {
                return session;
            }

            await next.WaitAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = TimeSpan.Zero;
        while (true)
        {
            var began = clock.GetTimestamp();
            try
            {
                await AttendAsync(await ConnectAsync());
                Lost("the connection has ended", nameof(GrpcCode.Ok));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (GrpcException lost)
            {
                Lost(lost.Refusal.Message, lost.Code.ToString());
            }
            catch (Exception defect) when (defect is not OutOfMemoryException)
            {
                logger.LogError(defect, "the connection to {Role} at {Address} failed", role, Address);
                Lost(defect.GetType().Name, nameof(GrpcCode.Internal));
            }

            // 1 s: a peer that takes a connection and drops it at once is not asked again and again without a pause.
            pause = clock.GetElapsedTime(began) > TimeSpan.FromSeconds(1) ? TimeSpan.Zero : Min(pause * 2 + options.FirstPause, options.LongestPause);
            try
            {
                await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), clock, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<LinkSession> ConnectAsync()
    {
        var own = options.Certificate();
        var validUntil = DateTime.MinValue;
        string? untrusted = null;
        var channel = new GrpcChannel(new GrpcChannelOptions
        {
            Address = Address,
            Certificate = () => own,
            Authorities = options.Authorities,
            WhyNotThePeer = certificate =>
            {
                validUntil = certificate.NotAfter.ToUniversalTime();
                return WhyNot(certificate);
            },
            OnUntrusted = reason => untrusted = reason,
            MaxMessageBytes = options.MaxMessageBytes,
            StreamWindowBytes = 1 << 20,
            ConnectWithin = options.ConnectWithin,
            ProveEvery = options.ProveEvery,
        });
        try
        {
            var request = new GreetRequest { ProtocolMajor = PeerProtocol.Major, ProtocolMinor = PeerProtocol.Minor, BatchVersion = CommandBatch.Version };
            return await LinkSession.OpenAsync(channel, own, request, () => validUntil, options.ConnectWithin, stopping.Token);
        }
        catch (Exception error)
        {
            channel.Dispose();
            if (untrusted is not null && error is GrpcException)
            {
                throw new GrpcException(new RpcRefusal(GrpcCode.Unauthenticated, untrusted), error);
            }

            throw;
        }
    }

    private string? WhyNot(X509Certificate2 certificate)
    {
        var names = PeerName.AllOf(certificate, options.TrustDomain, MaxNames);
        return names is null ? "the peer's certificate is without a name of ours"
            : names.Any(name => RoleName.Parse(name)?.Role == role) ? null
            : $"the peer is {string.Join('+', names)} and not {RoleName.Of(role)}";
    }

    private async Task AttendAsync(LinkSession session)
    {
        try
        {
            Show(session);
            while (true)
            {
                // When the peer drains, whoever uses the link is told at once.
                var look = Task.Delay(options.LookEvery, clock, stopping.Token);
                var ended = await (session.IsUsable ? Task.WhenAny(session.Attending, session.Retiring, look) : Task.WhenAny(session.Attending, look));
                if (ended == session.Attending)
                {
                    await session.Attending;
                    return;
                }

                await ended;
                if (ended == session.Retiring)
                {
                    logger.LogInformation("{Role} at {Address} is about to stop", role, Address);
                    changed.Raise();
                }
                else if (session.IsUsable && IsWorn(session) && await TryConnectAsync() is { } next)
                {
                    _ = RetireAsync(session);
                    session = next;
                    Show(session);
                }
            }
        }
        finally
        {
            current = null;
            session.End();
            changed.Raise();
        }
    }

    private bool IsWorn(LinkSession session) =>
        (!ReferenceEquals(session.Own, options.Certificate()) && session.Own.Thumbprint != options.Certificate().Thumbprint) || session.PeerValidUntil <= clock.GetUtcNow().UtcDateTime;

    private async Task<LinkSession?> TryConnectAsync()
    {
        try
        {
            var next = await ConnectAsync();
            notRenewed = null;
            return next;
        }
        catch (GrpcException failed)
        {
            // Tried at every look; said once.
            if (notRenewed != failed.Refusal.Message)
            {
                notRenewed = failed.Refusal.Message;
                logger.LogWarning("the connection to {Role} at {Address} can't be renewed now: {Reason}", role, Address, notRenewed);
            }

            return null;
        }
    }

    private async Task RetireAsync(LinkSession session)
    {
        session.Retire();
        var bound = Task.Delay(options.RetireWithin, clock, stopping.Token);
        await ((Task)Task.WhenAny(session.Attending, bound)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        session.End();
    }

    private void Show(LinkSession session)
    {
        current = session;
        changed.Raise();
        logger.LogInformation("connected to {Role} at {Address}", role, Address);
    }

    private void Lost(string reason, string code)
    {
        metrics.LinkFailed(role, code);
        if (whyNot != reason)
        {
            whyNot = reason;
            logger.LogWarning("not connected to {Role} at {Address}: {Reason}", role, Address, reason);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
