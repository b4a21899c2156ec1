using System.Security.Cryptography;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>
/// The most that the database's superuser can do: one amount of the past is changed, and every result, transfer, balance, digest, hash and head that follows from it is
/// computed anew with the ledger's own code. Nothing inside the database tells; the heads that were published outside it do.
/// </summary>
public sealed class RewrittenChainTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string heads = Directory.CreateTempSubdirectory("croupier-heads-").FullName;

    [PostgresFact]
    public async Task A_chain_rewritten_with_all_its_hashes_is_found_by_the_published_heads_and_by_nothing_else()
    {
        await using var harness = await LedgerHarness.StartAsync();
        var options = LedgerHarness.Defaults with { HeadsFolder = heads, HeadKey = key, HeadInterval = TimeSpan.FromMilliseconds(20) };
        CommandId gift;
        await using (var ledger = await harness.StartLedgerAsync(options))
        {
            var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
            var player = await traffic.OpenPlayerAsync();
            gift = (await traffic.SubmitAsync(Gift(player, 1_000))).Id;
            for (var i = 0; i < 5; i++)
            {
                Expect(Status.Accepted, await traffic.SubmitAsync(Take(player, 10)));
            }
        }

        await Forgery.RewriteAsync(
            harness.Database.DataSource,
            entry => entry.Command is Transfer transfer && transfer.Id == gift
                ? entry with { Command = transfer with { Legs = [transfer.Legs[0] with { Amount = Cents(9_000) }] } }
                : entry);

        var (withoutHeads, saidWithout) = await harness.VerifyAsync();
        Assert.True(withoutHeads == ExitCode.Ok, saidWithout);
        var (withHeads, saidWith) = await harness.VerifyAsync(heads, key);
        Assert.Equal(ExitCode.CheckFailed, withHeads);
        Assert.Contains("published head says", saidWith, StringComparison.Ordinal);
        var stopped = await Assert.ThrowsAsync<RoleStoppedException>(() => harness.StartLedgerAsync(options));
        Assert.Equal(ExitCode.HeadMismatch, stopped.Code);
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(heads, recursive: true);
    }
}
