using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Platform.Draining;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Croupier.Platform.Audit;

/// <summary>
/// Derives every settled round again from the committed blocks, with seeds that it holds in memory alone. A round whose outcome or payout is not the one that was settled
/// raises an alert and disables its game in every partition. It has a database user, a producer key and a certificate of its own, and may change nothing but that: whoever
/// takes games over can't silence it. Nobody calls it.
/// </summary>
public sealed class AuditRole : IRole
{
    private readonly AuditMetrics metrics = new();
    private readonly RoleLife life = new(Role.Audit);
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<AuditSeeds> seeds = [];
    private readonly List<AuditFollower> followers = [];
    private readonly ILogger log;
    private Task following = Task.CompletedTask;

    public AuditRole(AuditOptions options, NpgsqlDataSource dataSource, ILedger ledger, IBlockFeed feed, IAuditSeeds auditSeeds, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Partitions.Count);
        log = loggers.CreateLogger("croupier.audit");
        var store = new AuditStore(dataSource);
        var disabling = new GameDisabling(store, ledger, clock, metrics, log);
        foreach (var partition in options.Partitions)
        {
            var own = new AuditSeeds(options.MaxCachedChains);
            seeds.Add(own);
            var audit = new BlockAudit(options, auditSeeds, store, disabling, own, clock, metrics, log);
            followers.Add(new AuditFollower(partition, options, feed, store, audit, clock, metrics, log));
        }
    }

    public Role Role => Role.Audit;

    public Task Completion => completion.Task;

    public RoleReadiness Readiness => life.Readiness(Completion, followers.Select(follower => follower.Fault).FirstOrDefault(fault => fault is not null));

    public Task StartAsync(CancellationToken cancellation)
    {
        following = FollowAsync();
        life.Start();
        return Task.CompletedTask;
    }

    public Task DrainAsync(CancellationToken deadline) => life.DrainAsync(deadline);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await following;
        seeds.ForEach(one => one.Dispose());
        completion.TrySetResult();
        metrics.Dispose();
        stopping.Dispose();
    }

    // A follower runs until it is stopped, so the first that ends by itself has met a broken invariant, and the role ends with it.
    private async Task FollowAsync()
    {
        var running = followers.Select(follower => Task.Run(() => follower.RunAsync(stopping.Token), CancellationToken.None)).ToList();
        try
        {
            await await Task.WhenAny(running);
        }
        catch (Exception failure)
        {
            log.LogCritical(failure, "following the committed blocks has ended");
            completion.TrySetException(failure);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
