using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.History;
using Croupier.Tests.System.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.History;

public sealed class HistoryTests
{
    /// <summary>The lines of every page, whatever the pages' bounds, up to a block.</summary>
    private const string Content = """
        select coalesce(md5(string_agg(l::text, '|' order by partition, account, place)), '') || '/' || count(*)
        from (select partition, account, row_number() over (partition by p.partition, p.account order by p.first, n) as place,
                block, entry, kind, transfer, reason, counter, amount, posted_after, debits_pending_after, credits_pending_after
              from history.page p cross join lateral history.unpack(p.first, p.opening, p.lines) with ordinality as
              l (block, entry, kind, transfer, reason, counter, amount, posted_after, debits_pending_after, credits_pending_after, n)) l where block <= $1
        """;

    [PostgresFact]
    public async Task Every_balance_at_every_block_and_time_is_what_the_chain_says()
    {
        await using var world = await World.StartAsync(seed: 11);
        await world.Traffic.RunAsync(400);
        var truth = await world.StopAsync();

        foreach (var account in truth.Accounts)
        {
            for (var block = 0L; block <= truth.Head; block += world.Random.Next(1, 4))
            {
                var balance = await world.History.BalanceAsync(account, HistoryPoint.AfterBlock(block), default);
                Assert.Equal(truth.BalanceOf(account, block), (balance!.Posted, balance.DebitsPending, balance.CreditsPending));
                Assert.Equal(truth.ClockOf(block), balance.UnixMs);

                var at = Math.Max(0, truth.ClockOf(block) + world.Random.Next(-1, 2));
                var then = await world.History.BalanceAsync(account, HistoryPoint.AtTime(at), default);
                Assert.Equal((truth.BlockAt(at), truth.BalanceOf(account, truth.BlockAt(at)).Posted), (then!.BlockSequence, then.Posted));
            }
        }

        Assert.Null(await world.History.BalanceAsync(truth.Accounts.First(), HistoryPoint.AfterBlock(truth.Head + 1), default));
        Assert.Equal(truth.Head, (await world.History.BalanceAsync(truth.Accounts.First(), HistoryPoint.AtTime(long.MaxValue), default))!.BlockSequence);
        Assert.Equal(Money.Zero, (await world.History.BalanceAsync(new AccountRef(PlayerId.New(TimeProvider.System, 0), AccountKind.Cash, Euro), HistoryPoint.Newest, default))!.Posted);
    }

    [PostgresFact]
    [Trait("Requirement", "M5")]
    public async Task A_statement_reconciles_line_by_line_in_both_directions_and_in_pieces_of_any_size()
    {
        await using var world = await World.StartAsync(seed: 12);
        await world.Traffic.RunAsync(400);
        var truth = await world.StopAsync();

        foreach (var account in world.Traffic.Players.Select(HistoryTraffic.CashOf).Append(HistoryTraffic.HouseAccount))
        {
            var from = world.Random.NextInt64(truth.Head / 2);
            var to = world.Random.NextInt64(from, truth.Head + 1);
            var query = new StatementQuery(account, HistoryPoint.AfterBlock(from), HistoryPoint.AfterBlock(to));
            var (first, forth) = await world.WholeAsync(query, limit: world.Random.Next(1, 60));
            var (_, back) = await world.WholeAsync(query with { NewestFirst = true }, limit: world.Random.Next(1, 60));

            Assert.Equal(truth.BalanceOf(account, from).Posted, first.Opening.Posted);
            Assert.Equal(truth.BalanceOf(account, to), (first.Closing.Posted, first.Closing.DebitsPending, first.Closing.CreditsPending));
            Assert.Equal(forth, Enumerable.Reverse(back));
            var posted = first.Opening.Posted;
            foreach (var line in forth)
            {
                posted += line.Kind == StatementLineKind.Posted ? line.Amount : Money.Zero;
                Assert.Equal(posted, line.PostedAfter);
                Assert.InRange(line.BlockSequence, from + 1, to);
                Assert.Equal(truth.ClockOf(line.BlockSequence), line.UnixMs);
            }

            Assert.Equal(first.Closing.Posted, posted);
            Assert.All(forth.GroupBy(line => line.BlockSequence), block =>
                Assert.Equal(truth.BalanceOf(account, block.Key).Posted - truth.BalanceOf(account, block.Key).DebitsPending, block.Last().AvailableAfter));
        }
    }

    [PostgresFact]
    public async Task A_cursor_names_the_same_period_while_blocks_come_and_after_history_was_built_anew()
    {
        await using var world = await World.StartAsync(seed: 13);
        await world.Traffic.RunAsync(150);
        var head = await world.ReachAsync();
        var query = new StatementQuery(HistoryTraffic.HouseAccount, HistoryPoint.Genesis, HistoryPoint.Newest);
        var before = await world.History.StatementAsync(query, null, 7, default);
        await world.Traffic.RunAsync(50);
        await world.Database.ExecuteAsync("drop schema history cascade");
        await Until.TrueAsync(async () => await world.History.HeadAsync(0, default) > head, "history has been built anew");

        var after = await world.History.StatementAsync(query, before!.Next, 500, default);
        Assert.Equal(before.Closing, after!.Closing);
        Assert.All(after.Lines, line => Assert.InRange(line.BlockSequence, before.Lines[^1].BlockSequence, head));
        Assert.Equal(before.Closing.Posted, after.Lines[^1].PostedAfter);
        Assert.Null(await world.History.StatementAsync(query with { NewestFirst = true }, before.Next, 7, default));
        Assert.Null(await world.History.StatementAsync(query with { Account = HistoryTraffic.CashOf(world.Traffic.Players[0]) }, before.Next, 7, default));
        Assert.Null(await world.History.StatementAsync(query, before.Next![..^2], 7, default));
        Assert.Null(await world.History.StatementAsync(query, "no cursor", 7, default));
    }

    [PostgresFact]
    public async Task History_that_is_dropped_is_built_anew_with_the_same_content()
    {
        await using var world = await World.StartAsync(seed: 14);
        await world.Traffic.RunAsync(300);
        var truth = await world.StopAsync();
        var content = await world.Database.ScalarAsync<string>(Content, truth.Head);
        var accounts = await world.Database.ScalarAsync<string>("select string_agg(a::text, '|' order by number) from history.account a");

        await world.Database.ExecuteAsync("drop schema history cascade");
        await world.RestartAsync();
        await world.ReachAsync(truth.Head);

        Assert.Equal(content, await world.Database.ScalarAsync<string>(Content, truth.Head));
        Assert.Equal(accounts, await world.Database.ScalarAsync<string>("select string_agg(a::text, '|' order by number) from history.account a"));
        await world.StopAsync();
        await world.Harness.ExpectVerifiedAsync();
    }

    [PostgresFact]
    public async Task History_that_was_held_up_goes_on_from_the_tables_after_a_restart()
    {
        await using var world = await World.StartAsync(seed: 15);
        await world.Traffic.RunAsync(100);
        long stood;
        await using (var connection = await world.Database.DataSource.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var held = connection.CreateCommand();
            held.CommandText = "select sequence from history.progress where partition = 0 for update";
            stood = (long)(await held.ExecuteScalarAsync())!;
            await world.Traffic.RunAsync(200);
            await world.StopAsIsAsync();
        }

        Assert.Equal(stood, await world.History.HeadAsync(0, default));
        Assert.True(await world.Database.ScalarAsync<bool>("select exists (select 1 from ledger.pending where block > $1)", stood));
        Assert.Equal(stood, await world.Database.ScalarAsync<long>("select sequence from ledger.follower where name = 'history'"));
        await world.RestartAsync();
        var truth = await world.StopAsync();
        var content = await world.Database.ScalarAsync<string>(Content, truth.Head);
        foreach (var account in truth.Accounts)
        {
            for (var block = stood; block <= truth.Head; block++)
            {
                var balance = await world.History.BalanceAsync(account, HistoryPoint.AfterBlock(block), default);
                Assert.Equal(truth.BalanceOf(account, block), (balance!.Posted, balance.DebitsPending, balance.CreditsPending));
            }
        }

        await world.Database.ExecuteAsync("drop schema history cascade");
        await world.RestartAsync();
        await world.ReachAsync(truth.Head);
        Assert.Equal(content, await world.Database.ScalarAsync<string>(Content, truth.Head));
    }

    [PostgresFact]
    public async Task A_ledger_that_kept_no_history_builds_all_of_it_when_it_is_turned_on()
    {
        await using var world = await World.StartAsync(seed: 16);
        await world.Traffic.RunAsync(50);
        await world.StopAsync();
        await world.RestartAsync(LedgerHarness.Defaults with { History = false });
        await world.Traffic.RunAsync(100);
        await world.StopAsIsAsync();
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from ledger.pending"));
        await world.RestartAsync();
        await world.Traffic.RunAsync(50);

        var truth = await world.StopAsync();
        foreach (var account in truth.Accounts)
        {
            for (var block = 0L; block <= truth.Head; block += 3)
            {
                var balance = await world.History.BalanceAsync(account, HistoryPoint.AfterBlock(block), default);
                Assert.Equal(truth.BalanceOf(account, block), (balance!.Posted, balance.DebitsPending, balance.CreditsPending));
            }
        }
    }
}
