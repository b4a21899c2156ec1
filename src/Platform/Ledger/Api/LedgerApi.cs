using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Croupier.Platform.Ledger.Api.Json;
using Croupier.Platform.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api;

/// <summary>
/// The ledger's door for other programs: commands in, results, committed blocks and history out, over gRPC and JSON on one port with mutual TLS. It is no second entrance: a
/// command is appended to the log under its caller's own key and its result waited for, like every role's. What a caller may do is checked here before the append,
/// and by the partition on what the log proves. A part of the role ledger; the host starts and stops it.
/// </summary>
public sealed class LedgerApi : IRole
{
    private const string Service = "/croupier.ledger.v1.Ledger/";

    private readonly LedgerApiOptions options;
    private readonly LedgerRole ledger;
    private readonly TimeProvider clock;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly LedgerApiMetrics metrics = new();
    private readonly RoleLife life = new(Role.Ledger);
    private readonly CallerTable callers;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? app;
    private bool disposed;

    public LedgerApi(LedgerApiOptions options, LedgerRole ledger, ICommandLog log, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.options, this.ledger, this.clock, this.loggers) = (options, ledger, clock, loggers);
        logger = loggers.CreateLogger<LedgerApi>();
        callers = new CallerTable(options, log, ledger, clock, loggers);
    }

    public Role Role => Role.Ledger;

    public Task Completion => completion.Task;

    public RoleReadiness Readiness => life.Readiness(Completion);

    /// <summary>The port that is listened on; known after the start.</summary>
    public int Port { get; private set; }

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
            IsKnown = callers.Names.Contains,
            MaxConnections = options.MaxConnections,
            MaxConnectionsPerPeer = options.MaxConnectionsPerCaller,
            MaxStreamsPerConnection = options.MaxStreamsPerConnection,
            MaxMessageBytes = options.MaxMessageBytes,
            StalledWithin = options.StalledWithin,
        };
        var door = new CommandDoor(callers, partition => ledger.ReadsOf(partition) is not null, metrics, life, clock);
        var turns = new ReadTurns(callers, ledger.ReadsOf, options, clock);
        var reads = new ReadMethods(turns, metrics);
        var history = new HistoryMethods(turns, ledger.History, options);
        var rpc = new RpcEndpoint(Methods(door, reads, history), listening, metrics, clock, Fail, loggers.CreateLogger<RpcEndpoint>(), stopping.Token);
        app = new RpcListener(listening, clock, metrics, loggers).Build();
        var calls = new JsonCalls(metrics, clock, Fail, loggers.CreateLogger<JsonCalls>(), stopping.Token);
        app.UseRouting();
        app.MapPost(Service + "{method}", rpc.HandleAsync);
        new JsonRoutes(door, reads, options, calls).Map(app);
        new HistoryRoutes(history, calls).Map(app);
        app.UseEndpoints(static _ => { });
        app.Run(context => RpcEndpoint.IsRpc(context) ? rpc.HandleAsync(context) : calls.NotThereAsync(context));
        await app.StartAsync(cancellation);
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        life.Start();
        logger.LogInformation("The ledger API listens on port {Port}.", Port);
    }

    /// <summary>Answers the commands in hand, ends the streams of blocks and commands, and closes the port. Whoever reads a feed goes on elsewhere from where it was.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await life.DrainAsync(deadline);
        await stopping.CancelAsync();
        if (app is not null)
        {
            await app.StopAsync(deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        await stopping.CancelAsync();
        if (app is not null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
            await app.StopAsync(patience.Token);
            await app.DisposeAsync();
        }

        await callers.DisposeAsync();
        metrics.Dispose();
        stopping.Dispose();
        completion.TrySetResult();
    }

    private RpcMethods Methods(CommandDoor door, ReadMethods reads, HistoryMethods history)
    {
        var many = new ManySubmissions(door, options);
        var methods = new RpcMethods();
        methods.Unary(Service + "Submit", Messages.SubmitRequest.Parser, async (request, call) =>
        {
            var answer = await door.SubmitAsync(request.Command, call.Peer, "command", call.Over);
            return answer.Message is { } decision ? new RpcAnswer<Messages.SubmitReply>(new() { Decision = decision }, null) : answer.Refusal!;
        });
        methods.Duplex(Service + "SubmitMany", many.RunAsync);
        methods.Unary(Service + "GetResult", Messages.GetResultRequest.Parser, reads.ResultAsync);
        methods.Unary(Service + "GetHead", Messages.GetHeadRequest.Parser, reads.HeadAsync);
        methods.ServerStream(Service + "ReadBlocks", Messages.ReadBlocksRequest.Parser, reads.BlocksAsync);
        methods.Unary(Service + "GetAccounts", Messages.GetAccountsRequest.Parser, history.AccountsAsync);
        methods.Unary(Service + "GetBalance", Messages.GetBalanceRequest.Parser, history.BalanceAsync);
        methods.Unary(Service + "GetStatement", Messages.GetStatementRequest.Parser, history.StatementAsync);
        methods.Unary(Service + "GetEntry", Messages.GetResultRequest.Parser, history.EntryAsync);
        methods.Unary(Service + "FindReference", Messages.FindReferenceRequest.Parser, history.ReferenceAsync);
        methods.Unary(Service + "SearchEntries", Messages.SearchEntriesRequest.Parser, history.SearchAsync);
        return methods;
    }

    /// <summary>A broken invariant ends the role: the host sees it in <see cref="Completion"/> and stops.</summary>
    private void Fail(InvariantBrokenException broken)
    {
        logger.LogCritical(broken, "the ledger API stops: an invariant is broken");
        completion.TrySetException(new RoleStoppedException(ExitCode.InvariantBroken, broken.Message, broken));
    }
}
