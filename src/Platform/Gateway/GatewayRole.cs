using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Croupier.Platform.Gateway.Api;
using Croupier.Platform.Gateway.Handlers;
using Croupier.Platform.Gateway.Limits;
using Croupier.Platform.Gateway.Play;
using Croupier.Platform.Gateway.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Gateway;

/// <summary>
/// The edge: ends players' TLS, checks token, frame protection, order and rates, and passes clean requests to the ports of games, fairness, wallet and identity. It knows
/// nothing of games or balances, has no database, and shows of a round only what the stored result says. Every way for a request to be refused is a
/// <see cref="Status"/>; everything that can grow has a bound in <see cref="GatewayLimits"/>. The host starts and stops it; nobody else calls it.
/// </summary>
public sealed class GatewayRole : IRole
{
    private readonly GatewayOptions options;
    private readonly ISessions sessions;
    private readonly IIdentity identity;
    private readonly IGames games;
    private readonly IFairness fairness;
    private readonly IWallet wallet;
    private readonly TimeProvider clock;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private readonly GatewayMetrics metrics = new();
    private readonly RoleLife life = new(Role.Gateway);
    private readonly EdgeLimits rates;
    private readonly Presence presence;
    private readonly FramesInHand inHand;
    private SocketWatch? watch;
    private WebApplication? app;
    private bool disposed;

    public GatewayRole(
        GatewayOptions options,
        ISessions sessions,
        IIdentity identity,
        IGames games,
        IFairness fairness,
        IWallet wallet,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        this.options = options;
        this.sessions = sessions;
        this.identity = identity;
        this.games = games;
        this.fairness = fairness;
        this.wallet = wallet;
        this.clock = clock;
        this.loggers = loggers;
        logger = loggers.CreateLogger<GatewayRole>();
        rates = new EdgeLimits(options.Limits, clock);
        inHand = new FramesInHand(options.Limits);
        presence = new Presence(options.Limits, wallet, loggers.CreateLogger<Presence>());
    }

    public Role Role => Role.Gateway;

    public Task Completion => completion.Task;

    /// <summary>
    /// It listens, some games process offers games, and identity's keys are known. The ledger being behind is no reason: players are served here as well as elsewhere, and
    /// new bets are refused one by one, with a word on when to ask again.
    /// </summary>
    public RoleReadiness Readiness => watch is null ? RoleReadiness.Not("it has not started")
        : life.Readiness(Completion, games.Lobby.Count == 0 ? "no games process offers a game" : HasKeys ? null : "identity's keys are not known here");

    /// <summary>The port that is listened on; known after the start.</summary>
    public int Port { get; private set; }

    /// <summary>Throws <see cref="IOException"/> when the port is in use.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        app = EdgeServer.Build(options, loggers);
        var reply = new ApiReply(metrics);
        var guard = new ApiGuard(rates, options.Limits.MaxRequestsInFlight, reply, Fail, loggers.CreateLogger<ApiGuard>());
        var routes = new ApiRoutes(
            new AccountEndpoints(identity, sessions, rates, options.Limits, reply),
            new CatalogEndpoints(games, sessions, reply),
            new WalletEndpoints(wallet, sessions, options.Limits, clock, reply),
            new HistoryEndpoints(wallet, sessions, reply),
            new ChainEndpoints(fairness, wallet, sessions, reply),
            new ExportEndpoints(fairness, wallet, games, sessions, metrics, clock),
            reply,
            guard);

        // The origins of this machine contain the port, which is known once the socket is bound; until then nobody is let in.
        var play = new TaskCompletionSource<PlayEndpoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var headers = new SecurityHeaders(options);
        app.Use(next => context => headers.ApplyAsync(context, next));
        app.UseWebSockets();
        app.UseRouting();
        routes.Map(app);
        app.Map("/play", guard.AroundSocket(async context => await (await play.Task).AcceptAsync(context)));
        if (options.PlayerPageFolder is { } folder)
        {
            PlayerPage.Use(app, folder);
        }

        app.UseEndpoints(static _ => { });
        await app.StartAsync(cancellation);
        Port = BoundPort(app);
        watch = new SocketWatch(presence, rates, options.Limits, clock);
        var origins = OriginPolicy.Of(options, Port);
        headers.Allow(origins.Origins);
        play.SetResult(new PlayEndpoint(Parts(), origins, reply));
        life.Start();
        logger.LogInformation("The gateway listens on port {Port}.", Port);
    }

    /// <summary>
    /// No new socket, no new frame; each socket is closed with "going away" once what was asked on it has been answered, and the API ends with the requests in hand. Who is
    /// sent away finds another gateway, or this one's successor, and asks again with the same ids.
    /// </summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await life.DrainAsync(deadline);
        foreach (var connection in presence.Open)
        {
            connection.GoAwayWhenIdle();
        }

        await UntilEmptyAsync(deadline);
        foreach (var connection in presence.Open)
        {
            connection.GoAway();
        }

        if (app is not null)
        {
            await app.StopAsync(deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        foreach (var connection in presence.Open)
        {
            connection.GoAway();
        }

        // Sockets that don't close are cut off by the watch after CloseWithin; the wait has the same bound, and then some.
        using (var patience = new CancellationTokenSource(options.Limits.CloseWithin + options.Limits.CloseWithin))
        {
            if (!await UntilEmptyAsync(patience.Token))
            {
                foreach (var connection in presence.Open)
                {
                    connection.Abort("stopping");
                }
            }

            await stopping.CancelAsync();
            if (app is not null)
            {
                await app.StopAsync(patience.Token);
                await app.DisposeAsync();
            }
        }

        watch?.Dispose();
        metrics.Dispose();
        stopping.Dispose();
        completion.TrySetResult();
    }

    private PlayParts Parts() => new(
        sessions,
        new Handshake(sessions),
        new FrameHandlers(sessions, games, fairness, wallet, options.Attestor, options.Limits, clock),
        rates,
        presence,
        options.Limits,
        metrics,
        clock,
        loggers.CreateLogger<PlayerConnection>(),
        Fail,
        inHand,
        life,
        stopping.Token);

    /// <summary>A broken invariant ends the role: the host sees it in <see cref="Completion"/> and stops.</summary>
    private void Fail(InvariantBrokenException broken)
    {
        logger.LogCritical(broken, "The gateway stops: an invariant is broken.");
        completion.TrySetException(broken);
    }

    private bool HasKeys => sessions.JwksJson.Contains("\"kid\"", StringComparison.Ordinal);

    private async Task<bool> UntilEmptyAsync(CancellationToken patience)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!presence.IsEmpty && await beat.WaitForNextTickAsync(patience))
            {
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static int BoundPort(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First()).Port;
    }
}
