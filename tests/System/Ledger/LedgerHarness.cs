using Croupier.Book;
using Croupier.Host.Dev;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Log;
using Croupier.Platform.Postgres;
using Croupier.Tests.LedgerProcess;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Tests.System.Ledger;

/// <summary>A database with a ledger and a log in it, and as many ledger processes' worth of roles and clients as a test opens.</summary>
internal sealed class LedgerHarness : IAsyncDisposable
{
    public static readonly LedgerOptions Defaults = new()
    {
        AllowNoSynchronousStandby = true,
        Lease = TimeSpan.FromSeconds(3),
        CommitDeadline = TimeSpan.FromSeconds(5),
        Writer = new WriterOptions { TickIntervalMs = 100 },
    };

    private readonly List<IAsyncDisposable> opened = [];
    private readonly bool ownServer;
    private bool leaveDatabase;

    private LedgerHarness(TestDatabase database, bool ownServer) => (Database, this.ownServer) = (database, ownServer);

    public TestDatabase Database { get; }

    public PrivatePostgres Server => Database.Server;

    public TestProducerKeys Keys { get; } = new();

    public ILoggerFactory Loggers { get; } = NullLoggerFactory.Instance;

    public static async Task<LedgerHarness> StartAsync(bool ownServer = false, IReadOnlyDictionary<string, string>? settings = null, LedgerOptions? segments = null)
    {
        var server = settings is not null
            ? await PrivatePostgres.StartAsync(
                new PrivatePostgresOptions { DataFolder = PostgresFixture.NewFolder(), SharedBuffersMb = 64, Settings = settings }, CancellationToken.None)
            : ownServer ? await PostgresFixture.StartOwnAsync() : await PostgresFixture.ServerAsync();
        return await StartOnAsync(server, segments, ownServer || settings is not null);
    }

    /// <summary>On a server of the test's own, which the harness ends only where it is told to.</summary>
    public static async Task<LedgerHarness> StartOnAsync(PrivatePostgres server, LedgerOptions? segments = null, bool endServer = false)
    {
        var database = await PostgresFixture.CreateDatabaseAsync(server);
        await Migrator.UpAsync(database.DataSource, "Ledger");
        await new Segments(0, segments ?? Defaults, database.DataSource, TimeProvider.System, NullLogger.Instance).EnsureAsync(BlockHeader.Genesis(0), CancellationToken.None);
        await Migrator.UpAsync(database.DataSource, "Log");
        return new LedgerHarness(database, endServer);
    }

    /// <summary>On a database that a test has prepared.</summary>
    public static LedgerHarness Of(TestDatabase database) => new(database, ownServer: false);

    /// <summary>The database is not dropped at the end: a backup's log would say so too.</summary>
    public void LeaveDatabase() => leaveDatabase = true;

    /// <summary>Opens the log of ledgers and clients where it is another than PostgreSQL's.</summary>
    public Func<ICommandLog>? OtherLog { get; set; }

    public NpgsqlDataSource NewDataSource() => Opened(NpgsqlDataSource.Create(Database.ConnectionString));

    public PostgresCommandLog NewLog() => Opened(new PostgresCommandLog(NewDataSource(), TimeProvider.System, Loggers));

    /// <summary>A ledger with connections of its own, not started.</summary>
    public LedgerRole NewLedger(LedgerOptions? options = null)
    {
        // Every ledger of a test is a process of its own, unless the test says otherwise.
        options ??= Defaults;
        options = options.Holder == Defaults.Holder ? options with { Holder = Guid.NewGuid().ToString() } : options;
        return Opened(new LedgerRole(options, NewDataSource(), OtherLog?.Invoke() ?? NewLog(), Keys, TimeProvider.System, Loggers));
    }

    public async Task<LedgerRole> StartLedgerAsync(LedgerOptions? options = null)
    {
        var ledger = NewLedger(options);
        await ledger.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        return ledger;
    }

    public LedgerClient NewClient(IResults results, Role role, LedgerClientOptions? options = null, uint instance = 1)
    {
        var caller = new Caller(role, instance);
        return Opened(new LedgerClient(
            caller, 1, Keys.Find(caller, 1)!, OtherLog?.Invoke() ?? NewLog(), results, options ?? new LedgerClientOptions(), TimeProvider.System, Loggers));
    }

    public async Task<(ExitCode Code, string Output)> VerifyAsync(
        string? headsFolder = null, global::System.Security.Cryptography.ECDsa? key = null, string? archiveFolder = null)
    {
        await using var output = new StringWriter();
        await using var source = NpgsqlDataSource.Create(Database.ConnectionString);
        var code = await LedgerVerification.RunAsync(source, headsFolder, key, output, CancellationToken.None, archiveFolder);
        return (code, output.ToString());
    }

    public async Task ExpectVerifiedAsync()
    {
        var (code, output) = await VerifyAsync();
        Assert.True(code == ExitCode.Ok, output);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(opened))
        {
            await one.DisposeAsync();
        }

        await (leaveDatabase ? Database.DataSource.DisposeAsync() : Database.DisposeAsync());
        if (ownServer)
        {
            await Server.DisposeAsync();
        }
    }

    public T Opened<T>(T one)
        where T : IAsyncDisposable
    {
        opened.Add(one);
        return one;
    }
}
