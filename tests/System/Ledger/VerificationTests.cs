using System.Security.Cryptography;
using Croupier.Platform.Ledger;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>One ledger with some history, which each test alters behind its back and puts right again: <c>verify ledger</c> says what is wrong.</summary>
public sealed class VerificationTests(VerificationTests.History history) : IClassFixture<VerificationTests.History>
{
    [PostgresTheory]
    [InlineData("a byte of a block's entries", "update ledger.block set entries = set_byte(entries, length(entries) / 2, get_byte(entries, length(entries) / 2) # 1) where sequence = 4", "block 4")]
    [InlineData("the last byte of a block's entries", "update ledger.block set entries = set_byte(entries, length(entries) - 1, get_byte(entries, length(entries) - 1) # 1) where sequence = 4", "block 4")]
    [InlineData("a block's entries cut short", "update ledger.block set entries = substring(entries for length(entries) - 1) where sequence = 4", "can't be read")]
    [InlineData("a byte of a block's header", "update ledger.block set header = set_byte(header, 20, get_byte(header, 20) # 1) where sequence = 5", "block 5")]
    [InlineData("the layout version of a header", "update ledger.block set header = set_byte(header, 1, 9) where sequence = 5", "block 5 can't be read")]
    [InlineData("a byte of a block's hash", "update ledger.block set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where sequence = 5", "block 5")]
    [InlineData("a transfer's amount", "update ledger.transfer set amount = amount + 1 where number = 3", "transfer 3 is")]
    [InlineData("a transfer's account", "update ledger.transfer set credit_account = credit_account + 1 where number = 3", "transfer 3 is")]
    [InlineData("a removed transfer", "delete from ledger.transfer where number = 3", "transfer 3 of block")]
    [InlineData("the last transfer removed", "delete from ledger.transfer where number = (select max(number) from ledger.transfer)", "is not in the table")]
    [InlineData("a transfer too many", "insert into ledger.transfer select number + 1000, block, debit_account, credit_account, amount, partition, entry, reason from ledger.transfer where number = 3", "follows from no block")]
    [InlineData("a transfer of a partition that is nowhere else", "do $$ begin perform ledger.open_segment('transfer', 7, 1, 100); insert into ledger.transfer select number, block, amount, debit_account, credit_account, 7, entry, reason from ledger.transfer where number = 3; end $$", "partition 7")]
    [InlineData("two transfers in swapped order", "update ledger.transfer t set amount = o.amount, credit_account = o.credit_account, debit_account = o.debit_account, block = o.block from ledger.transfer o where (t.number, o.number) in ((3, 6), (6, 3))", "transfer 6 is")]
    [InlineData("an account's total", "update ledger.account set credits_posted = credits_posted + 1 where number = 2", "account 2 is")]
    [InlineData("an account's flags", "update ledger.account set flags = 1 where number = 2", "account 2 is")]
    [InlineData("an account's owner", "update ledger.account set owner = gen_random_uuid() where number = 2", "account 2 is")]
    [InlineData("a removed account", "delete from ledger.account where number = 2", "account 2 is not")]
    [InlineData("an account too many", "insert into ledger.account select number + 1000, 0, 0, 0, 0, owner, sub, partition, kind, asset from ledger.account where number = 2", "account 1002 is in the table")]
    [InlineData("a byte of an item", "update ledger.item set value = set_byte(value, 0, get_byte(value, 0) # 1) where number = 2", "item 2 is")]
    [InlineData("a removed item", "delete from ledger.item where number = 2", "item 2 is not")]
    [InlineData("an item's kind", "update ledger.item set kind = kind + 1 where number = 2", "item 2 is")]
    [InlineData("a removed block", "delete from ledger.block where sequence = 4", "block 4 is not in the table")]
    [InlineData("the newest block removed", "delete from ledger.block where sequence = (select max(sequence) from ledger.block)", "its row says that the head is block")]
    [InlineData("two blocks in swapped order", "update ledger.block b set header = o.header, hash = o.hash, entries = o.entries from ledger.block o where (b.sequence, o.sequence) in ((4, 5), (5, 4))", "has the header of block")]
    [InlineData("a removed id", "delete from ledger.command_id where (block, entry) = (4, 0)", "is not in the id index")]
    [InlineData("an id that leads elsewhere", "update ledger.command_id set block = 5, entry = 0 where (block, entry) = (4, 0)", "the id index leads from")]
    [InlineData("an id of another player", "update ledger.command_id set player = gen_random_uuid() where (block, entry) = (4, 0)", "is not in the id index")]
    [InlineData("two ids in each other's place", "update ledger.command_id c set block = o.block, entry = o.entry, entry_at = o.entry_at, entry_size = o.entry_size from ledger.command_id o where (c.block, o.block) in ((4, 5), (5, 4)) and c.entry = 0 and o.entry = 0", "the id index leads from")]
    [InlineData("an id too many", "insert into ledger.command_id (partition, player, id, block, entry, entry_at, entry_size) select partition, player, gen_random_uuid(), block, entry, entry_at, entry_size from ledger.command_id where (block, entry) = (4, 0)", "ids, the chain")]
    [InlineData("the partition's head", "update ledger.partition set head_hash = set_byte(head_hash, 0, get_byte(head_hash, 0) # 1)", "its row says that the head is block")]
    [InlineData("the partition's epoch", "update ledger.partition set epoch = 0", "its row is of epoch 0")]
    [InlineData("a removed partition row", "delete from ledger.partition", "no row of its own")]
    public async Task It_finds(string what, string statement, string finding)
    {
        var (code, output) = await history.AfterAsync(statement);

        Assert.True(code == ExitCode.CheckFailed, $"{what} was not found:\n{output}");
        Assert.Contains(finding, output, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task It_passes_a_ledger_that_nobody_has_touched()
    {
        var (code, output) = await history.Harness.VerifyAsync(history.Heads, history.Key);

        Assert.True(code == ExitCode.Ok, output);
        Assert.Contains("verified", output, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task It_passes_rows_that_lie_on_the_disk_in_another_order()
    {
        // An update that changes nothing puts the row behind all others.
        var (code, output) = await history.AfterAsync("update ledger.transfer set amount = amount where number <= 2; update ledger.command_id set entry = entry where block = 4");

        Assert.True(code == ExitCode.Ok, output);
    }

    [PostgresFact]
    public async Task It_finds_a_published_head_that_the_chain_does_not_have()
    {
        var head = await history.Harness.Database.ScalarAsync<long>("select sequence from ledger.partition");
        var signer = new HeadSigner(history.Key);
        foreach (var (sequence, hash, finding) in new[] { (4L, Hash256.Of([1]), "published head says"), (head + 1, Hash256.Of([1]), "this database is older") })
        {
            var folder = Directory.CreateTempSubdirectory("croupier-heads-").FullName;
            new HeadFile(folder, 0).Append(signer.Sign(0, sequence, hash, 1, 0));
            var (code, output) = await history.Harness.VerifyAsync(folder, history.Key);

            Assert.Equal(ExitCode.CheckFailed, code);
            Assert.Contains(finding, output, StringComparison.Ordinal);
            Directory.Delete(folder, recursive: true);
        }
    }

    [PostgresFact]
    public async Task It_finds_a_published_head_that_another_key_signed()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var (code, output) = await history.Harness.VerifyAsync(history.Heads, other);

        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("not signed by the key given", output, StringComparison.Ordinal);
    }

    /// <summary>The altered database is a copy: the next test finds the original.</summary>
    public sealed class History : IAsyncLifetime
    {
        internal LedgerHarness Harness { get; private set; } = null!;

        internal ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        internal string Heads { get; } = Directory.CreateTempSubdirectory("croupier-heads-").FullName;

        public async Task InitializeAsync()
        {
            if (PostgresFixture.Missing is not null)
            {
                return;
            }

            Harness = await LedgerHarness.StartAsync();
            var ledger = await Harness.StartLedgerAsync(
                LedgerHarness.Defaults with { HeadsFolder = Heads, HeadKey = Key, HeadInterval = TimeSpan.FromMilliseconds(50) });
            var traffic = new LedgerTraffic(Harness.NewClient(ledger, Role.Operator));
            for (var i = 0; i < 4; i++)
            {
                var player = await traffic.OpenPlayerAsync();
                Expect(Status.Accepted, await traffic.SubmitAsync(Gift(player, 100 + i)));
                Expect(Status.Accepted, await traffic.SubmitAsync(Take(player, 50 + i)));
                Expect(Status.InsufficientFunds, await traffic.SubmitAsync(Take(player, 5_000)));
            }

            // What is altered must be there: the index follows behind the commits.
            await Until.TrueAsync(
                async () => await Harness.Database.ScalarAsync<bool>("select exists (select from ledger.follower where name = 'command-id' and sequence >= 6)"),
                "the ids of the first blocks are indexed");
            await ledger.DisposeAsync();
        }

        public async Task<(ExitCode Code, string Output)> AfterAsync(string statement)
        {
            await Harness.Database.ExecuteAsync("""
                create schema kept;
                create table kept.block as table ledger.block; create table kept.transfer as table ledger.transfer; create table kept.account as table ledger.account;
                create table kept.item as table ledger.item; create table kept.command_id as table ledger.command_id; create table kept.partition as table ledger.partition
                """);
            try
            {
                await Harness.Database.ExecuteAsync(statement);
                return await Harness.VerifyAsync(Heads, Key);
            }
            finally
            {
                await Harness.Database.ExecuteAsync("""
                    truncate ledger.block, ledger.transfer, ledger.account, ledger.item, ledger.command_id, ledger.partition;
                    insert into ledger.block table kept.block; insert into ledger.transfer table kept.transfer; insert into ledger.account table kept.account;
                    insert into ledger.item table kept.item; insert into ledger.command_id table kept.command_id; insert into ledger.partition table kept.partition;
                    drop schema kept cascade
                    """);
            }
        }

        public async Task DisposeAsync()
        {
            if (Harness is not null)
            {
                await Harness.DisposeAsync();
            }

            Key.Dispose();
            Directory.Delete(Heads, recursive: true);
        }
    }
}
