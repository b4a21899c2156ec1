using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Croupier.Host.Dev;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Client;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>What I3 is about: the machine with the primary is lost, and the synchronous standby becomes the database.</summary>
public sealed class PromotionTests : IDisposable
{
    private static readonly LedgerClientOptions Impatient = new() { Timeout = TimeSpan.FromSeconds(1) };

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string heads = Directory.CreateTempSubdirectory("croupier-heads-").FullName;
    private readonly ConcurrentBag<Command> given = [];
    private readonly ConcurrentDictionary<CommandId, StoredResult> told = [];

    private LedgerOptions Durable => LedgerHarness.Defaults with
    {
        AllowNoSynchronousStandby = false,
        CommitDeadline = TimeSpan.FromSeconds(1),
        HeadsFolder = heads,
        HeadKey = key,
        HeadInterval = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>
    /// 1. A primary, its synchronous standby, and a ledger that leads only with one. 2. Load. 3. The standby is cut off: what the primary shows from then on is told to nobody.
    /// 4. The primary is killed, with an epoch, and perhaps a block, that only it has. 5. The standby is promoted; without a standby of its own it is refused until that is waived. 6. Everything
    /// that was told is there, byte for byte, and everything that was not takes effect once.
    /// </summary>
    [PostgresFact]
    public async Task A_promoted_standby_has_everything_that_was_acknowledged_and_what_only_the_primary_had_was_told_to_nobody()
    {
        var folder = PostgresFixture.NewFolder();
        var primary = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder, SharedBuffersMb = 64, SyncNewCluster = false }, CancellationToken.None); // 1
        await using var harness = await LedgerHarness.StartOnAsync(primary, endServer: true);
        await SynchronousStandby.RunAsync<object>(primary, $"grant pg_read_all_stats to {harness.Database.User}");
        await using var standby = await SynchronousStandby.StartAsync(primary, folder);
        var ledger = await harness.StartLedgerAsync(Durable);
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator, Impatient));
        var player = await traffic.OpenPlayerAsync();
        using var enough = new CancellationTokenSource();
        var givers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => GiveManyAsync(traffic, player, enough.Token))).ToList(); // 2
        await Until.TrueAsync(() => told.Count >= 300, "300 commands are acknowledged");

        standby.CutOff(); // 3
        await Until.TrueAsync(() => harness.Database.ScalarAsync<bool>("select exists (select from pg_stat_activity where wait_event = 'SyncRep')"), "a commit waits for the standby");
        var epoch = await harness.Database.ScalarAsync<long>("select epoch from ledger.partition");
        var probe = GiveAsync(traffic, Gift(player, 1), enough.Token);
        await Until.TrueAsync(() => harness.Database.ScalarAsync<bool>("select epoch > $1 from ledger.partition", epoch), "the primary shows an epoch that the standby has not");
        Assert.False(probe.IsCompleted);

        using (var postmaster = Process.GetProcessById(primary.PostmasterPid)) // 4
        {
            postmaster.Kill();
        }

        await primary.ServerEnded;
        await enough.CancelAsync();
        await Task.WhenAll([probe, .. givers]);
        await ledger.DisposeAsync();

        await standby.PromoteAsync(); // 5
        await using var after = LedgerHarness.Of(harness.Database.On(standby.Server));
        var durable = await after.Database.ScalarAsync<long>("select sequence from ledger.partition");

        // The block that waited may have reached the standby before the cut, and only its acknowledgement not; the epoch after it was raised behind the cut.
        Assert.Equal(epoch, await after.Database.ScalarAsync<long>("select epoch from ledger.partition"));
        Assert.All(told.Values, result => Assert.True(result.BlockSequence <= durable, $"a result of block {result.BlockSequence} was told, and the standby ends in block {durable}"));
        var alone = await Assert.ThrowsAsync<RoleStoppedException>(() => after.StartLedgerAsync(Durable));
        Assert.Equal(ExitCode.DatabaseNotDurable, alone.Code);
        ledger = await after.StartLedgerAsync(Durable with { AllowNoSynchronousStandby = true });

        traffic = new LedgerTraffic(after.NewClient(ledger, Role.Operator)); // 6
        foreach (var command in given)
        {
            var result = await traffic.SubmitStubbornlyAsync(command);
            Expect(Status.Accepted, result);
            if (told.TryGetValue(command.Id, out var first))
            {
                Assert.Equal((first.BlockSequence, first.EntryIndex, first.Result), (result.BlockSequence, result.EntryIndex, result.Result));
            }
        }

        var last = await traffic.SubmitAsync(Gift(player, 1));
        Assert.Equal(Cents(given.Count + 1), last.Result.CashAfter);
        var (code, output) = await after.VerifyAsync(heads, key);
        Assert.True(code == ExitCode.Ok, output);
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(heads, recursive: true);
    }

    private async Task GiveManyAsync(LedgerTraffic traffic, PlayerId player, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await GiveAsync(traffic, Gift(player, 1), enough);
        }
    }

    private async Task GiveAsync(LedgerTraffic traffic, Command command, CancellationToken enough)
    {
        given.Add(command);
        while (!enough.IsCancellationRequested && !told.ContainsKey(command.Id))
        {
            try
            {
                told[command.Id] = await traffic.SubmitAsync(command);
            }
            catch (LedgerUnavailableException)
            {
                // The same id again, as long as this database is there.
            }
        }
    }
}
