using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using Croupier.Platform.Ledger.Moving;
using Croupier.Platform.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Tests.System.Ledger;

/// <summary>Two PostgreSQL instances, west and east, with one log; a ledger over both, and the mover between them.</summary>
internal sealed class Instances : IAsyncDisposable
{
    private readonly LedgerHarness harness;

    private Instances(LedgerHarness west, TestDatabase east) => (harness, East) = (west, east);

    public TestDatabase West => harness.Database;

    public TestDatabase East { get; }

    public static async Task<Instances> StartAsync()
    {
        var harness = await LedgerHarness.StartAsync();
        var east = await PostgresFixture.CreateDatabaseAsync();
        await Migrator.UpAsync(east.DataSource, "Ledger");
        return new Instances(harness, east);
    }

    public Placement Placement(params (int Partition, string Instance)[] placed) => new(
        new Dictionary<string, NpgsqlDataSource> { ["west"] = West.DataSource, ["east"] = East.DataSource },
        placed.ToDictionary(one => one.Partition, one => one.Instance));

    public Task<LedgerRole> StartLedgerAsync(params (int Partition, string Instance)[] placed) => StartLedgerAsync(NewLog(), placed);

    public async Task<LedgerRole> StartLedgerAsync(ICommandLog log, params (int Partition, string Instance)[] placed)
    {
        var ledger = NewLedger(log, placed);
        await ledger.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        return ledger;
    }

    public LedgerRole NewLedger(ICommandLog log, params (int Partition, string Instance)[] placed) => harness.Opened(new LedgerRole(
        LedgerHarness.Defaults with { Holder = Guid.NewGuid().ToString(), CrossingSweep = TimeSpan.FromMilliseconds(500) },
        Placement(placed),
        log,
        harness.Keys,
        TimeProvider.System,
        NullLoggerFactory.Instance));

    public ICommandLog NewLog() => harness.NewLog();

    public LedgerClient NewClient(LedgerRole ledger, uint instance = 1) => harness.NewClient(ledger, Role.Operator, instance: instance);

    public PartitionMove NewMove(string to, ILedger asOperator, int partition = 0) =>
        new(partition, to, Placement(), asOperator, LedgerHarness.Defaults, TimeProvider.System, NullLoggerFactory.Instance);

    public static async Task ExpectVerifiedAsync(TestDatabase database)
    {
        await using var output = new StringWriter();
        var code = await LedgerVerification.RunAsync(database.DataSource, null, null, output, CancellationToken.None);
        Assert.True(code == ExitCode.Ok, output.ToString());
    }

    public static Task<string> MovedToAsync(TestDatabase database) => database.ScalarAsync<string>("select coalesce(moved_to, '') from ledger.partition where partition = 0");

    public async ValueTask DisposeAsync()
    {
        await harness.DisposeAsync();
        await East.DisposeAsync();
    }
}
