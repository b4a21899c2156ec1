using Croupier.Host.Dev;
using Microsoft.Extensions.Logging;

namespace Croupier.Host.Cluster;

/// <summary>
/// Two private PostgreSQLs, a primary and the standby that each commit waits for. Kept running: a standby that has ended is started again; a primary that has ended is
/// replaced by its standby, and made anew as the standby of that. That is safe here because its end was seen by its parent: it can't be a primary any longer. Where both have
/// ended, the primary goes on as one. Which of the two is the primary stands in a file, written before a promotion.
/// </summary>
internal sealed class ClusterDatabase : IAsyncDisposable
{
    /// <summary>The superuser's password, the same on both; from the data folder on.</summary>
    public const string PasswordFile = "postgres-a/superuser";

    private const string Mark = "primary";

    private static readonly string[] Names = ["postgres-a", "postgres-b"];
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly string folder;
    private readonly bool hasStandby;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private Task watching = Task.CompletedTask;
    private volatile bool mending;

    private ClusterDatabase(string folder, bool hasStandby, TimeProvider clock, ILoggerFactory loggers) =>
        (this.folder, this.hasStandby, this.clock, logger) = (folder, hasStandby, clock, loggers.CreateLogger<ClusterDatabase>());

    public PrivatePostgres Primary { get; private set; } = null!;

    /// <summary>Null where there is to be none.</summary>
    public PrivatePostgres? Standby { get; private set; }

    /// <summary>The folder's name of the one that is the primary now.</summary>
    public string PrimaryName { get; private set; } = Names[0];

    public string StandbyName => PrimaryName == Names[0] ? Names[1] : Names[0];

    /// <summary>Of both, for drivers that use the one that takes writes.</summary>
    public IReadOnlyList<string> Hosts => [.. Names.Take(hasStandby ? 2 : 1).Select(name => PrivatePostgres.SocketFolderOf(FolderOf(name)))];

    /// <summary>True when there is a primary, and the standby that its commits wait for.</summary>
    public bool IsWhole => !mending && !Primary.ServerEnded.IsCompleted && Standby?.ServerEnded.IsCompleted != true;

    /// <summary>How often a standby was made the primary.</summary>
    public int Failovers { get; private set; }

    /// <summary>Returns when the standby follows and commits wait for it.</summary>
    public static async Task<ClusterDatabase> StartAsync(string folder, bool standby, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var database = new ClusterDatabase(folder, standby, clock, loggers);
        try
        {
            await database.StartBothAsync(cancellation);
            database.watching = Task.Run(database.WatchAsync, CancellationToken.None);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching;
        if (Primary is not null)
        {
            await Primary.DisposeAsync();
        }

        if (Standby is not null)
        {
            await Standby.DisposeAsync();
        }

        stopping.Dispose();
    }

    private string FolderOf(string name) => Path.Combine(folder, name);

    private async Task StartBothAsync(CancellationToken cancellation)
    {
        var mark = Path.Combine(folder, Mark);
        if (File.Exists(mark) && (await File.ReadAllTextAsync(mark, cancellation)).Trim() is var written && Names.Contains(written))
        {
            PrimaryName = written;
        }

        // Named the primary before it was promoted, and then all ended: it has everything that was acknowledged, and the other one is made anew.
        PrivateStandby.Unmark(FolderOf(PrimaryName));
        Primary = await StartServerAsync(PrimaryName, null, cancellation);
        if (hasStandby)
        {
            await FollowAsync(cancellation);
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        if (!PrivateStandby.IsIn(FolderOf(StandbyName)))
        {
            await PrivateStandby.MakeAsync(FolderOf(PrimaryName), FolderOf(StandbyName), clock, cancellation);
        }

        Standby = await StartServerAsync(StandbyName, Primary, cancellation);
        await PrivateStandby.AskForAsync(Primary, cancellation);
        while (!await PrivateStandby.IsFollowingAsync(Primary, cancellation))
        {
            await Task.Delay(LookEvery, clock, cancellation);
        }
    }

    private Task<PrivatePostgres> StartServerAsync(string name, PrivatePostgres? follows, CancellationToken cancellation)
    {
        // A standby that was away for a while finds what it missed.
        var settings = new Dictionary<string, string> { ["wal_keep_size"] = "1GB", ["log_min_messages"] = "warning" };
        if (follows is not null)
        {
            foreach (var (setting, value) in PrivateStandby.SettingsFor(follows.SocketFolder, 5432, PrivateStandby.PasswordOf(follows)))
            {
                settings[setting] = value;
            }
        }

        return PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataFolder = FolderOf(name), SharedBuffersMb = 128, MaxWalSizeMb = 2048, MaxConnections = 500, Settings = settings }, cancellation);
    }

    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.WhenAny(Primary.ServerEnded, Standby?.ServerEnded ?? Primary.ServerEnded).WaitAsync(stopping.Token);
                mending = true;
                if (!Primary.ServerEnded.IsCompleted)
                {
                    logger.LogWarning("the standby {Name} has ended; it is started again", StandbyName);
                    await Standby!.RestartAsync(stopping.Token);
                }
                else if (Standby is null || Standby.ServerEnded.IsCompleted || !await TryPromoteAsync(Standby))
                {
                    logger.LogWarning("the primary {Name} has ended; it is started again", PrimaryName);
                    await Primary.RestartAsync(stopping.Token);
                }

                mending = false;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogError("PostgreSQL is not as it should be: {Reason}", failure.Message);
                await PauseAsync();
            }
        }
    }

    // 1. Name it. 2. Promote it. 3. The old one follows, from the beginning.
    private async Task<bool> TryPromoteAsync(PrivatePostgres standby)
    {
        logger.LogWarning("the primary {Name} has ended; {Standby} takes its place", PrimaryName, StandbyName);
        await NameAsync(StandbyName); // 1
        try
        {
            await PrivateStandby.PromoteAsync(standby, stopping.Token); // 2
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested && standby.ServerEnded.IsCompleted)
        {
            logger.LogWarning("{Standby} has ended too: {Reason}", StandbyName, failure.Message);
            await NameAsync(PrimaryName);
            return false;
        }

        Failovers++;
        var old = Primary;
        (Primary, PrimaryName) = (standby, StandbyName);
        await old.DisposeAsync();
        Standby = old;
        await FollowAnewAsync(); // 3
        return true;
    }

    private async Task FollowAnewAsync()
    {
        while (true)
        {
            try
            {
                PrivateStandby.Unmark(FolderOf(StandbyName));
                await FollowAsync(stopping.Token);
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                logger.LogError("{Standby} does not follow yet, and commits wait: {Reason}", StandbyName, failure.Message);
                await PauseAsync();
                stopping.Token.ThrowIfCancellationRequested();
            }
        }
    }

    // Before it is tried again; ends at once when all is to end.
    private Task PauseAsync() => Task.Delay(PauseAfterFailure, clock, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task NameAsync(string name)
    {
        var mark = Path.Combine(folder, Mark);
        await File.WriteAllTextAsync(mark + ".new", name + "\n", CancellationToken.None);
        File.Move(mark + ".new", mark, overwrite: true);
    }
}
