using System.Net;
using Croupier.Host.Dev;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Cluster;

/// <summary>
/// <c>croupier serve</c> for one part, kept running as an orchestrator would: whenever it ends it is started again, after a pause that grows while it does not last.
/// </summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // More than its drain takes at most.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    private readonly ClusterPart part;
    private readonly string[] command;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly HttpClient http;
    private ChildProcess? child;
    private Task watching = Task.CompletedTask;

    public ClusterProcess(ClusterPart part, string logFile, int metricsPort, IReadOnlyDictionary<string, string> environment, string[] command, TimeProvider clock, ILoggerFactory loggers)
    {
        (this.part, Environment, this.command, this.clock) = (part, environment, command, clock);
        logger = loggers.CreateLogger<ClusterProcess>();
        LogFile = logFile;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{metricsPort}/"), Timeout = TimeSpan.FromSeconds(2) };
    }

    public ClusterPart Part => part;

    /// <summary>What is this process's own among the variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Of the run under way; that of the one before has <c>.1</c> behind its name.</summary>
    public string LogFile { get; }

    public Uri Metrics => new(http.BaseAddress!, "metrics");

    /// <summary>How often it had to be started again.</summary>
    public int Restarts { get; private set; }

    public int Pid => child?.Pid ?? 0;

    public async Task StartAsync()
    {
        await StartOnceAsync();
        watching = Task.Run(WatchAsync, CancellationToken.None);
    }

    /// <summary>Whether every role in it may receive traffic.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("readyz", UriKind.Relative), cancellation);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public async Task UntilReadyAsync(CancellationToken cancellation)
    {
        while (!await IsReadyAsync(cancellation))
        {
            await Task.Delay(LookEvery, clock, cancellation);
        }
    }

    /// <summary>As the kernel ends a process that has no memory left. It is started again.</summary>
    public Task KillAsync() => child?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Halts it (it keeps its connections and answers nothing), or lets it go on.</summary>
    public void Halt(bool halted) => child?.Signal(halted ? PrivatePostgresShell.SigStop : PrivatePostgresShell.SigCont);

    /// <summary>SIGTERM, and the exit code once it has finished what it had in hand. It is started again.</summary>
    public async Task<int> TerminateAsync()
    {
        var ending = child!;
        ending.Signal(ChildProcess.SigTerm);
        return await ending.Ended.WaitAsync(StopPatience, clock);
    }

    /// <summary>Ends it for good, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await stopping.CancelAsync();
        await watching;
        if (child is null)
        {
            return 0;
        }

        await child.StopAsync(StopPatience);
        return await child.Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        http.Dispose();
        stopping.Dispose();
    }

    private async Task StartOnceAsync()
    {
        if (File.Exists(LogFile))
        {
            File.Move(LogFile, LogFile + ".1", overwrite: true);
        }

        child = await ChildProcess.StartAsync(part.Name, LogFile, Environment, command);
    }

    private async Task WatchAsync()
    {
        var pause = ShortestPause;
        while (true)
        {
            try
            {
                var started = clock.GetTimestamp();
                var code = await child!.Ended.WaitAsync(stopping.Token);
                pause = clock.GetElapsedTime(started) > Lasting ? ShortestPause : pause;
                logger.LogWarning("{Part} has ended with {Code}; it is started again ({LogFile}.1)", part.Name, code, LogFile);
                await Task.Delay(pause, clock, stopping.Token);
                pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
                await StartOnceAsync();
                Restarts++;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
