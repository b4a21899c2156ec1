using Croupier.Kernel.Blocks;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Croupier.Tests.System.Ledger;

public sealed class SegmentTests
{
    private static LedgerOptions Small => LedgerHarness.Defaults with { BlocksPerSegment = 10, TransfersPerSegment = 100 };

    [PostgresFact]
    public async Task Tables_are_made_ahead_without_a_gap_and_by_two_processes_at_once_only_once()
    {
        await using var harness = await LedgerHarness.StartAsync(segments: Small);
        var head = BlockHeader.Genesis(0) with { Sequence = 24, LastTransfer = 251 };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => New(harness, Small).EnsureAsync(head, CancellationToken.None)));

        Assert.Equal("block 1-11, block 11-21, block 21-31, transfer 1-101, transfer 101-201, transfer 201-301, transfer 301-401", await ListAsync(harness));
        await New(harness, Small).EnsureAsync(head with { Sequence = 26 }, CancellationToken.None);
        Assert.Contains("block 31-41", await ListAsync(harness), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_block_that_is_ahead_of_its_table_is_refused_and_commits_once_the_table_is_there()
    {
        await using var harness = await LedgerHarness.StartAsync(segments: Small);
        await using var bench = await StoreBench.LeadAsync(harness);
        await harness.Database.ExecuteAsync("drop table ledger.block_0_1; delete from ledger.segment where kind = 'block'");
        var block = bench.DecideTicks(1);

        Assert.Equal(CommitOutcome.Failed, await bench.CommitAsync(block));
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.item"));

        await New(harness, Small).EnsureAsync(BlockHeader.Genesis(0), CancellationToken.None);
        Assert.Equal(CommitOutcome.Committed, await bench.CommitAsync(block));
    }

    [PostgresFact]
    public async Task A_transfer_is_found_by_its_number_and_by_its_block_without_reading_its_table()
    {
        await using var harness = await LedgerHarness.StartAsync();
        const long rows = 200_000;
        await harness.Database.ExecuteAsync($"insert into ledger.transfer select n, n / 20 + 1, 1, 1, 2, 0, 0, 1 from generate_series(1, {rows}) n");
        await New(harness, LedgerHarness.Defaults).SummarizeAsync(rows, CancellationToken.None);

        foreach (var (where, found) in new[] { ("number = 100000", 1), ("block = 5000", 20) })
        {
            await using var command = harness.Database.DataSource.CreateCommand(
                $"explain (analyze, buffers, costs off, timing off, summary off) select * from ledger.transfer where partition = 0 and {where}");
            await using var reader = await command.ExecuteReaderAsync();
            var plan = new List<string>();
            while (await reader.ReadAsync())
            {
                plan.Add(reader.GetString(0));
            }

            var said = string.Join('\n', plan);
            Assert.Contains($"actual rows={found} ", said, StringComparison.Ordinal);
            Assert.Contains("Bitmap Index Scan", said, StringComparison.Ordinal);

            // A range of 64 pages holds some 7,700 rows, and the last one is not yet full.
            var reread = plan.First(line => line.Contains("Rows Removed by Index Recheck", StringComparison.Ordinal)).Split(' ')[^1];
            Assert.InRange(int.Parse(reread, global::System.Globalization.CultureInfo.InvariantCulture), 1, 20_000);
        }
    }

    private static Segments New(LedgerHarness harness, LedgerOptions options) =>
        new(0, options, harness.Database.DataSource, TimeProvider.System, NullLogger.Instance);

    private static Task<string> ListAsync(LedgerHarness harness) => harness.Database.ScalarAsync<string>(
        "select string_agg(kind || ' ' || first || '-' || beyond, ', ' order by kind, first) from ledger.segment");
}
