using System.Text;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Wallet;

namespace Croupier.Tests.System.Wallet;

public sealed class ProjectionTests(SharedMoneyPlatform shared) : IClassFixture<SharedMoneyPlatform>, IAsyncLifetime
{
    private static readonly string[] Tables = ["cursor", "balance", "round", "chain", "movement", "deposit", "withdrawal"];
    private static readonly GameId Dice = new("dice-test");
    private static readonly Hash256 Rules = Hash256.Of("rules"u8);

    private WalletBench bench = null!;

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Missing is null)
        {
            bench = await WalletBench.StartAsync(shared.Platform);
        }
    }

    public async Task DisposeAsync()
    {
        if (bench is not null)
        {
            await bench.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_rebuilt_projection_equals_the_live_one_byte_for_byte_whatever_the_batches_were()
    {
        await PlaySomethingOfEverythingAsync();

        // Ticks go on, so the projection is compared as of one block: no wallet follows between the two dumps.
        await bench.Wallet.CatchUpAsync(default);
        bench.Door.Wallet = null;
        await bench.Wallet.DisposeAsync();
        var live = await DumpAsync();
        var sequence = await bench.Platform.Database.ScalarAsync<long>("SELECT sequence FROM wallet.cursor");
        Assert.True(sequence > 10, $"only {sequence} blocks");

        var store = new ProjectionStore(bench.Platform.DataSource);
        foreach (var most in new[] { 1, 7, 10_000 })
        {
            await store.ClearAsync(default);
            var (cursor, batch) = (ProjectionCursor.Start, new List<Block>());
            await foreach (var block in bench.Platform.Feed.ReadAsync(0, 0, default))
            {
                batch.Add(block);
                if (batch.Count == most || block.Header.Sequence == sequence)
                {
                    cursor = await store.ApplyAsync(0, cursor, batch, default);
                    batch.Clear();
                }

                if (block.Header.Sequence == sequence)
                {
                    break;
                }
            }

            Assert.Equal(live, await DumpAsync());
        }

        await bench.StartWalletAsync();
    }

    [PostgresFact]
    public async Task The_live_projection_rebuilds_itself_and_agrees_with_the_ledgers_accounts_while_readers_wait_for_no_less_than_before()
    {
        var player = await PlaySomethingOfEverythingAsync();
        var before = await bench.BalanceAsync(player);
        var payouts = bench.Provider.PayoutsAsked;
        var rebuilding = bench.Wallet.RebuildAsync(default);
        var during = await bench.Wallet.BalanceAsync(player, MoneyPlatform.Euro, 0, default);
        Assert.Equal(before.Cash, during.Cash.Units / Assets.Euro.DisplayStep);
        await rebuilding;
        Assert.Equal(before, await bench.BalanceAsync(player));
        await bench.Wallet.SweepAsync(default);
        Assert.Equal(payouts, bench.Provider.PayoutsAsked);
        Assert.Equal(0L, await bench.Platform.Database.ScalarAsync<long>(
            """
            SELECT count(*) FROM wallet.balance b WHERE
                cash <> (SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM ledger.account a WHERE a.owner = b.player AND a.kind = 1 AND a.asset = b.asset)
                OR withdrawal_pending <> (SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM ledger.account a WHERE a.owner = b.player AND a.kind = 5 AND a.asset = b.asset)
            """));
    }

    [PostgresFact]
    public async Task Rounds_and_movements_come_newest_first_in_whole_pages_and_each_balance_follows_from_the_one_before()
    {
        var player = await PlaySomethingOfEverythingAsync();
        await bench.BalanceAsync(player);
        var all = await bench.Wallet.MovementsAsync(player, null, 500, default);
        Assert.Equal(0, all[^1].CashAfter.Units - all[^1].Amount.Units);
        for (var i = 0; i + 1 < all.Count; i++)
        {
            Assert.Equal(all[i + 1].CashAfter + all[i].Amount, all[i].CashAfter);
        }

        foreach (var size in new[] { 1, 2, 3, 7 })
        {
            var paged = new List<MovementView>();
            (long, int)? before = null;
            while (await bench.Wallet.MovementsAsync(player, before, size, default) is { Count: > 0 } page)
            {
                paged.AddRange(page);
                before = (page[^1].BlockSequence, page[^1].EntryIndex);
            }

            Assert.Equal(all, paged);
        }

        var rounds = await bench.Wallet.RoundsAsync(player, null, 500, default);
        Assert.Equal(20, rounds.Count);
        Assert.Equal(rounds.OrderByDescending(r => (r.BlockSequence, r.EntryIndex)), rounds);
        var second = await bench.Wallet.RoundsAsync(player, (rounds[4].BlockSequence, rounds[4].EntryIndex), 5, default);
        Assert.Equal(rounds.Skip(5).Take(5).Select(r => r.Round), second.Select(r => r.Round));
        var ofChain = await bench.Wallet.RoundsOfChainAsync(player, rounds[0].Chain, 0, default);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => (long)n), ofChain.Select(r => r.Nonce));
        Assert.Equal(all.Count(m => m.Reason == "Stake"), rounds.Count);
        Assert.Empty(await bench.Wallet.RoundsOfChainAsync(await bench.Platform.NewPlayerAsync(), rounds[0].Chain, 0, default));
    }

    [PostgresFact]
    public async Task A_reader_who_asks_for_a_block_that_does_not_come_is_told_so_within_the_limit()
    {
        await using var hasty = await WalletBench.StartAsync(shared.Platform, o => o with { CatchUpLimit = TimeSpan.FromMilliseconds(200) });
        var player = await hasty.Platform.NewPlayerAsync();
        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(() => hasty.Wallet.BalanceAsync(player, MoneyPlatform.Euro, long.MaxValue, default));
        Assert.Equal(Status.Unavailable, refused.Status);
    }

    private async Task<PlayerId> PlaySomethingOfEverythingAsync()
    {
        var player = await bench.Platform.NewPlayerAsync(10_000);
        var intent = await bench.OpenDepositAsync(player, 2_000);
        await bench.SendAsync(bench.Callback(intent, player, 2_000, $"p-{Guid.NewGuid():N}"));
        await bench.WithdrawAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, Assets.Euro.FromMinor(1_000), default);
        await bench.WithdrawAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, Assets.Euro.FromMinor(1_013), default);
        await bench.WithdrawAsync(MoneyPlatform.NewId(), player, MoneyPlatform.Euro, Assets.Euro.FromMinor(100_000), default);
        await bench.Platform.UntilAsync(async () => (await bench.BalanceAsync(player)).Pending == 0, "withdrawals end");
        await PlayAsync(player);
        await PlayAsync(player);
        return player;
    }

    private async Task PlayAsync(PlayerId player)
    {
        var (fairness, games, house) = (bench.Platform.ClientOf(Role.Fairness), bench.Platform.ClientOf(Role.Games), bench.Platform.ClientOf(Role.Operator));
        await MoneyPlatform.AcceptAsync(
            house, new RegisterGame(MoneyPlatform.NewId(), PlayerId.Operator(0), Dice, Rules, true, MoneyPlatform.Euro, Assets.Euro.FromMinor(1), Assets.Euro.FromMinor(1_000), 19_800));
        var (chain, session, seed) = (ChainId.New(TimeProvider.System), SessionId.New(TimeProvider.System), new byte[16]);
        await MoneyPlatform.AcceptAsync(fairness, new OpenChain(MoneyPlatform.NewId(), player, chain, session, Hash256.Of("seed"u8)));
        await MoneyPlatform.AcceptAsync(fairness, new SetClientSeed(MoneyPlatform.NewId(), player, chain, seed));
        for (var nonce = 0; nonce < 10; nonce++)
        {
            var payout = nonce % 3 == 0 ? Assets.Euro.FromMinor(198) : Money.Zero;
            await bench.Platform.AcceptAskedAsync(games, new PlayRound(
                MoneyPlatform.NewId(), player, session, Dice, Rules, chain, nonce, seed, new byte[] { 1 }, MoneyPlatform.Euro, Assets.Euro.FromMinor(100), SourceOrder.CashOnly, 1, new byte[] { 2 }, payout, []));
        }

        await MoneyPlatform.AcceptAsync(fairness, new CloseChain(MoneyPlatform.NewId(), player, chain));
    }

    private async Task<string> DumpAsync()
    {
        var dump = new StringBuilder();
        foreach (var table in Tables)
        {
            dump.AppendLine(table);
            dump.AppendLine(await bench.Platform.Database.ScalarAsync<string>($"SELECT coalesce(string_agg(t::text, E'\n' ORDER BY t::text), '') FROM wallet.{table} t"));
        }

        return dump.ToString();
    }
}
