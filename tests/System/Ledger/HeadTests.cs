using System.Security.Cryptography;
using Croupier.Platform.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

public sealed class HeadTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string folder = Directory.CreateTempSubdirectory("croupier-heads-").FullName;

    private LedgerOptions Publishing => LedgerHarness.Defaults with { HeadsFolder = folder, HeadKey = key, HeadInterval = TimeSpan.FromMilliseconds(50) };

    [PostgresFact]
    public async Task A_leader_publishes_signed_heads_and_leads_again_from_them()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync(Publishing);
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        await traffic.OpenPlayerAsync();
        await first.DisposeAsync();

        var heads = new HeadFile(folder, 0).Read().ToList();
        Assert.NotEmpty(heads);
        Assert.All(heads, head => Assert.True(head!.IsSignedBy(key)));

        // A torn last line was never flushed, so nobody relied on it.
        await File.AppendAllTextAsync(Path.Combine(folder, "partition-0.jsonl"), "{\"partition\":0,\"seq");
        await harness.StartLedgerAsync(Publishing);
        var (code, output) = await harness.VerifyAsync(folder, key);
        Assert.True(code == ExitCode.Ok, output);
    }

    [PostgresFact]
    public async Task A_database_that_is_older_than_its_published_head_is_not_led()
    {
        await using var harness = await LedgerHarness.StartAsync();
        new HeadFile(folder, 0).Append(new HeadSigner(key).Sign(0, 1, Hash256.Of([1]), 1, 0));

        Assert.Equal(ExitCode.HeadMismatch, await RefusalAsync(harness));
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.block"));
    }

    [PostgresFact]
    public async Task A_database_that_tells_another_story_than_its_published_head_is_not_led()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var first = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        await traffic.OpenPlayerAsync();
        await first.DisposeAsync();
        new HeadFile(folder, 0).Append(new HeadSigner(key).Sign(0, 1, Hash256.Of([1]), 1, 0));

        Assert.Equal(ExitCode.HeadMismatch, await RefusalAsync(harness));
    }

    [PostgresFact]
    public async Task A_head_that_a_stranger_signed_is_not_believed()
    {
        await using var harness = await LedgerHarness.StartAsync();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        new HeadFile(folder, 0).Append(new HeadSigner(other).Sign(0, 1, Hash256.Of([1]), 1, 0));

        Assert.Equal(ExitCode.HeadMismatch, await RefusalAsync(harness));
    }

    [PostgresFact]
    public async Task A_server_that_may_lose_what_it_acknowledged_is_not_led()
    {
        await using var harness = await LedgerHarness.StartAsync(settings: new Dictionary<string, string> { ["fsync"] = "off" });

        Assert.Equal(ExitCode.DatabaseNotDurable, await RefusalAsync(harness));
    }

    [PostgresFact]
    public async Task A_server_without_a_synchronous_standby_is_led_only_under_a_written_waiver()
    {
        await using var harness = await LedgerHarness.StartAsync();

        Assert.Equal(ExitCode.DatabaseNotDurable, await RefusalAsync(harness, Publishing with { AllowNoSynchronousStandby = false }));
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<ExitCode> RefusalAsync(LedgerHarness harness, LedgerOptions? options = null)
    {
        var ledger = harness.NewLedger(options ?? Publishing);
        var stopped = await Assert.ThrowsAsync<RoleStoppedException>(() => ledger.StartAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Same(stopped, (await Assert.ThrowsAsync<RoleStoppedException>(() => ledger.Completion)));
        return stopped.Code;
    }
}
