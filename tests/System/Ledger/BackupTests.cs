using System.Security.Cryptography;
using Croupier.Host.Backup;
using Croupier.Host.Data;
using Croupier.Host.Dev;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Croupier.Platform.Log;
using Croupier.Tests.LedgerProcess;
using Npgsql;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>The restore drill: a base backup taken while players play, the write-ahead log behind it, and what may lead afterwards.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string heads = Directory.CreateTempSubdirectory("croupier-heads-").FullName;
    private readonly List<(Command Command, StoredResult Result)> told = [];

    private LedgerOptions Options => LedgerHarness.Defaults with { HeadsFolder = heads, HeadKey = key, HeadInterval = TimeSpan.FromMilliseconds(50) };

    [PostgresFact]
    [Trait("Requirement", "O4")]
    public async Task A_backup_with_its_log_leads_again_with_nothing_lost_and_an_older_one_is_refused()
    {
        var (backups, wal, postgres) = (PostgresFixture.NewFolder(), PostgresFixture.NewFolder(), PostgresFixture.NewFolder());
        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { DataFolder = postgres, SharedBuffersMb = 64, SyncNewCluster = false, WalArchive = wal }, CancellationToken.None);
        string connection, backup;
        DateTime moment;
        long atMoment;
        await using (var harness = await LedgerHarness.StartOnAsync(server))
        {
            connection = harness.Database.ConnectionString;
            var ledger = await harness.StartLedgerAsync(Options);
            var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
            var player = await traffic.OpenPlayerAsync();
            await PlayAsync(traffic, player);
            backup = await ClusterBackup.RunAsync(postgres, backups, TimeProvider.System, CancellationToken.None);
            await PlayAsync(traffic, player);
            atMoment = told[^1].Result.BlockSequence;
            moment = await harness.Database.ScalarAsync<DateTime>("select clock_timestamp()");
            await PlayAsync(traffic, player);
            await ledger.DisposeAsync();
            await FinishLogAsync(server, wal);
            harness.LeaveDatabase();
        }

        await server.DisposeAsync();

        // Everything: it leads, and each command sent again gets what was told.
        var whole = PostgresFixture.NewFolder();
        await ClusterRestore.RunAsync(new RestoreRequest(backup, whole, wal), CancellationToken.None);
        await OnRestoredAsync(whole, connection, async source =>
        {
            await ExpectVerifiedAsync(source, ExitCode.Ok, "verified");
            await using var log = new PostgresCommandLog(source, TimeProvider.System, Loggers);
            await using var ledger = NewLedger(source, log);
            await ledger.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
            await using var client = NewClient(ledger, log);
            foreach (var (command, result) in told)
            {
                var again = await client.SubmitAsync(command, CancellationToken.None);
                Assert.Equal((result.BlockSequence, result.EntryIndex, result.Result), (again.BlockSequence, again.EntryIndex, again.Result));
            }
        });

        // The backup alone, and a moment between: older than what was published, so neither leads.
        foreach (var (until, atLeast) in new (DateTimeOffset?, long)[] { (null, told[9].Result.BlockSequence), (moment, atMoment) })
        {
            var older = PostgresFixture.NewFolder();
            await ClusterRestore.RunAsync(new RestoreRequest(backup, older, until is null ? null : wal, until), CancellationToken.None);
            await OnRestoredAsync(older, connection, async source =>
            {
                await using var head = source.CreateCommand("select sequence from ledger.partition");
                Assert.InRange((long)(await head.ExecuteScalarAsync())!, atLeast, told[^1].Result.BlockSequence - 1);
                await ExpectVerifiedAsync(source, ExitCode.CheckFailed, "this database is older");
                await using var log = new PostgresCommandLog(source, TimeProvider.System, Loggers);
                await using var ledger = NewLedger(source, log);
                var stopped = await Assert.ThrowsAsync<RoleStoppedException>(() => ledger.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
                Assert.Equal(ExitCode.HeadMismatch, stopped.Code);
            });
        }

        var refused = await Assert.ThrowsAsync<EnvironmentException>(() => ClusterRestore.RunAsync(new RestoreRequest(backup, whole), CancellationToken.None));
        Assert.Contains("nothing is overwritten", refused.Message, StringComparison.Ordinal);
        var block = Directory.EnumerateFiles(Path.Combine(backup, "cluster", "base"), "*", SearchOption.AllDirectories).First(file => new FileInfo(file).Length > 8192);
        await using (var file = new FileStream(block, FileMode.Open))
        {
            file.Seek(4096, SeekOrigin.Begin);
            var was = file.ReadByte();
            file.Seek(4096, SeekOrigin.Begin);
            file.WriteByte((byte)(was ^ 1));
        }

        var damaged = await Assert.ThrowsAsync<EnvironmentException>(() => ClusterRestore.RunAsync(new RestoreRequest(backup, PostgresFixture.NewFolder()), CancellationToken.None));
        Assert.Contains("pg_verifybackup", damaged.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(heads, recursive: true);
    }

    private static Microsoft.Extensions.Logging.ILoggerFactory Loggers => Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;

    private static TestProducerKeys Keys { get; } = new();

    private LedgerRole NewLedger(NpgsqlDataSource source, PostgresCommandLog log) => new(Options, source, log, Keys, TimeProvider.System, Loggers);

    private static Croupier.Platform.Ledger.Client.LedgerClient NewClient(LedgerRole ledger, PostgresCommandLog log)
    {
        var caller = new Caller(Role.Operator, 1);
        return new(caller, 1, Keys.Find(caller, 1)!, log, ledger, new(), TimeProvider.System, Loggers);
    }

    private async Task PlayAsync(LedgerTraffic traffic, PlayerId player)
    {
        for (var i = 0; i < 10; i++)
        {
            Command command = i % 2 == 0 ? Gift(player, 100 + i) : Take(player, 50);
            told.Add((command, await traffic.SubmitAsync(command)));
        }
    }

    private static async Task FinishLogAsync(PrivatePostgres server, string wal)
    {
        await using var connection = new NpgsqlConnection(server.SuperuserConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var finish = new NpgsqlCommand("select pg_walfile_name(pg_switch_wal())", connection);
        var last = (string)(await finish.ExecuteScalarAsync())!;
        await Until.TrueAsync(() => File.Exists(Path.Combine(wal, last)), $"{last} is in the write-ahead log archive");
    }

    private static async Task OnRestoredAsync(string folder, string connection, Func<NpgsqlDataSource, Task> act)
    {
        await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder, SharedBuffersMb = 64 }, CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Host = server.SocketFolder }.ConnectionString);
        await act(source);
    }

    private async Task ExpectVerifiedAsync(NpgsqlDataSource source, ExitCode expected, string finding)
    {
        await using var output = new StringWriter();
        var code = await LedgerVerification.RunAsync(source, heads, key, output, CancellationToken.None);
        Assert.True(code == expected, output.ToString());
        Assert.Contains(finding, output.ToString(), StringComparison.Ordinal);
    }
}
