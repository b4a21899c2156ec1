using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Client;
using Croupier.Tests.System.Log;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>The ledger on a log in RabbitMQ.</summary>
[Collection(RabbitFixture.Collection)]
public sealed class RabbitLogLedgerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [LogFact]
    public Task Opening_an_incarnation_after_a_lost_tail_loses_nothing_that_was_acknowledged() => LoseTailAsync(growsAgain: false);

    /// <summary>The position is there, and is another batch's: going by the offset, a ledger would pass over commands that nobody has decided.</summary>
    [LogFact]
    public Task A_log_that_lost_its_tail_and_grew_past_the_position_again_is_not_taken_for_the_old_one() => LoseTailAsync(growsAgain: true);

    private static async Task LoseTailAsync(bool growsAgain)
    {
        await using var broker = await RabbitLogHarness.StartAsync();
        await using var harness = await LedgerHarness.StartAsync();
        harness.OtherLog = broker.Open;
        var first = await harness.StartLedgerAsync();
        var traffic = new LedgerTraffic(harness.NewClient(first, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        var gifts = Enumerable.Range(0, 50).Select(_ => Gift(player, 10)).ToList();
        var acknowledged = await Task.WhenAll(gifts.Select(traffic.SubmitAsync));
        await first.DisposeAsync();

        // Appended while no ledger reads: nobody is told anything about these.
        var unread = Enumerable.Range(0, 10).Select(_ => Gift(player, 1)).ToList();
        var impatient = new LedgerTraffic(harness.NewClient(first, Role.Operator, new LedgerClientOptions { Timeout = TimeSpan.FromMilliseconds(500) }));
        await Task.WhenAll(unread.Select(async gift => await Assert.ThrowsAsync<LedgerUnavailableException>(() => impatient.SubmitAsync(gift))));
        var consumed = await ConsumedAsync(harness);
        await broker.LoseTailAsync(0, fromOffset: consumed);
        if (growsAgain)
        {
            foreach (var gift in unread)
            {
                await Assert.ThrowsAsync<LedgerUnavailableException>(() => impatient.SubmitAsync(gift));
            }

            Assert.True((await broker.Open().ExtentAsync(0, CancellationToken.None)).NextOffset > consumed);
        }

        var second = harness.NewLedger();
        var stopped = await Assert.ThrowsAsync<RoleStoppedException>(async () =>
        {
            await second.StartAsync(CancellationToken.None).WaitAsync(Patience);
            await second.Completion.WaitAsync(Patience);
        });
        Assert.Equal(ExitCode.LogTailLost, stopped.Code);
        await second.DisposeAsync();

        Assert.Equal(2U, await broker.Open().OpenIncarnationAsync(0, CancellationToken.None));
        var third = await harness.StartLedgerAsync();
        traffic = new LedgerTraffic(harness.NewClient(third, Role.Operator));
        for (var i = 0; i < gifts.Count; i++)
        {
            var again = await traffic.SubmitStubbornlyAsync(gifts[i]);
            Assert.Equal((acknowledged[i].BlockSequence, acknowledged[i].EntryIndex), (again.BlockSequence, again.EntryIndex));
        }

        foreach (var gift in unread)
        {
            Expect(Status.Accepted, await traffic.SubmitStubbornlyAsync(gift));
        }

        var taken = await traffic.SubmitStubbornlyAsync(Take(player, 510));
        Assert.Equal((Status.Accepted, Money.Zero), (taken.Status, taken.Result.CashAfter));
        await harness.ExpectVerifiedAsync();
    }

    // The batch that the last block ends in: how many there are before it depends on how fast the machine is.
    private static async Task<long> ConsumedAsync(LedgerHarness harness)
    {
        var header = await harness.Database.ScalarAsync<byte[]>("select header from ledger.block order by sequence desc limit 1");
        var reader = new ByteReader(header);
        return BlockHeader.Read(ref reader).Position.Offset;
    }
}
