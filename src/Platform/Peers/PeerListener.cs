using Croupier.Kernel;
using Croupier.Platform.Peers.Services;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers;

/// <summary>
/// The one door of a process for the others: serves the ports of the roles that run here, over gRPC with mutual TLS. Who connects is known by certificate, and may call
/// what <see cref="PeerMethods"/> grants its roles; everything else is refused, logged and counted. The host gives it the services of its roles, starts it once they can
/// answer, and drains it before they stop.
/// </summary>
public sealed class PeerListener : IAsyncDisposable
{
    private const int MaxNames = 16;

    private readonly PeerListenerOptions options;
    private readonly PeerServer server;
    private readonly GreetService greetings;
    private readonly PeersMetrics metrics = new();
    private readonly TimeProvider clock;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? app;
    private bool disposed;

    public PeerListener(PeerListenerOptions options, IEnumerable<PeerService> services, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.options, this.clock, this.loggers) = (options, clock, loggers);
        logger = loggers.CreateLogger<PeerListener>();
        server = new PeerServer(options, new RpcMethods(Gate), metrics, clock, logger, Fail);
        var served = services.ToList();
        greetings = new GreetService(readsBatches: served.Any(service => service.Role == Role.Ledger));
        greetings.Map(server);
        served.ForEach(service => service.Map(server));
    }

    /// <summary>The port that is listened on; known after the start.</summary>
    public int Port { get; private set; }

    /// <summary>Ends when the listener has stopped; faults when a broken invariant was found.</summary>
    public Task Completion => completion.Task;

    /// <summary>What can be called here.</summary>
    internal IEnumerable<string> Methods => server.Methods.Paths;

    /// <summary>Throws <see cref="IOException"/> when the port is in use.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var listening = new RpcListenerOptions
        {
            Address = options.Address,
            Port = options.Port,
            Certificate = options.Certificate,
            Authorities = options.Authorities,
            TrustDomain = options.TrustDomain,
            IsKnown = name => RoleName.Parse(name) is not null,
            MaxNames = MaxNames,
            Http1 = false,
            MaxConnections = options.MaxConnections,
            MaxConnectionsPerPeer = options.MaxConnectionsPerPeer,
            MaxStreamsPerConnection = options.MaxStreamsPerConnection,
            MaxMessageBytes = options.MaxMessageBytes,
            ProveEvery = options.ProveEvery,
            StalledWithin = options.StalledWithin,
            StopWithin = options.StopWithin,
        };
        var rpc = new RpcEndpoint(server.Methods, listening, metrics, clock, Fail, loggers.CreateLogger<RpcEndpoint>(), stopping.Token);
        app = new RpcListener(listening, clock, metrics, loggers).Build();
        app.Run(rpc.HandleAsync);
        await app.StartAsync(cancellation);
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        logger.LogInformation("Other processes are listened for on port {Port}.", Port);
    }

    /// <summary>Tells every peer to send nothing new here, and returns when everything that was sent is answered, or with the cancellation.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        greetings.Drain();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20), clock);
        try
        {
            while (server.CallsInFlight > 0)
            {
                await beat.WaitForNextTickAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            logger.LogWarning("{Count} calls of other processes are left without an answer", server.CallsInFlight);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        greetings.Drain();
        await stopping.CancelAsync();
        if (app is not null)
        {
            using var patience = new CancellationTokenSource(options.StopWithin, clock);
            await app.StopAsync(patience.Token);
            await app.DisposeAsync();
        }

        metrics.Dispose();
        stopping.Dispose();
        completion.TrySetResult();
    }

    private RpcRefusal? Gate(RpcPeer peer, string method)
    {
        if (PeerMethods.MayCall(peer, method))
        {
            return null;
        }

        logger.LogWarning("{Peer} may not call {Method}", peer.Name, PeerMethods.ShortName(method));
        return new RpcRefusal(GrpcCode.PermissionDenied, $"{peer.Name} may not call {PeerMethods.ShortName(method)}");
    }

    private void Fail(InvariantBrokenException broken)
    {
        logger.LogCritical(broken, "an invariant is broken in a call of another process");
        completion.TrySetException(new RoleStoppedException(ExitCode.InvariantBroken, broken.Message, broken));
    }
}
