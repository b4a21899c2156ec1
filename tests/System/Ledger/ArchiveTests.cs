using System.Security.Cryptography;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Croupier.Platform.Ledger.Archive;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>Blocks that leave the tables for signed files: nothing that the ledger promises ends there.</summary>
public sealed class ArchiveTests : IAsyncLifetime
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string heads = Directory.CreateTempSubdirectory("croupier-heads-").FullName;
    private readonly string archive = Directory.CreateTempSubdirectory("croupier-archive-").FullName;
    private readonly List<(Command Command, StoredResult Result)> told = [];
    private LedgerHarness harness = null!;

    private LedgerOptions Options => LedgerHarness.Defaults with
    {
        HeadsFolder = heads,
        HeadKey = key,
        HeadInterval = TimeSpan.FromMilliseconds(20),
        BlocksPerSegment = 8,
        TransfersPerSegment = 8,
        Archive = new ArchiveOptions { Folder = archive, BlocksPerFile = 4 },
        Writer = LedgerHarness.Defaults.Writer with { RecentIds = 8 },
    };

    private LedgerOptions Archiving => Options with { Archive = Options.Archive! with { KeepBlocks = 5, Interval = TimeSpan.FromMilliseconds(20) } };

    public async Task InitializeAsync()
    {
        if (PostgresFixture.Missing is null)
        {
            harness = await LedgerHarness.StartAsync(segments: Options);
        }
    }

    [PostgresFact]
    public async Task What_is_archived_leaves_the_tables_and_verifies_from_genesis_and_from_the_checkpoint()
    {
        await PlayAsync(Options);
        var blocks = await BlocksAsync();

        await ArchiveAsync();

        Assert.True(await FirstBlockAsync() > 8, "no table of blocks was dropped");
        Assert.True(await harness.Database.ScalarAsync<long>("select min(number) from ledger.transfer") > 8, "no table of transfers was dropped");
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from pg_class where relname = 'block_0_1'"));
        await ExpectVerifiedAsync("from genesis through");

        // Nothing but the signed checkpoint is left of what was archived.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(archive, "partition-0"), "blocks-*"))
        {
            File.Delete(file);
        }

        await ExpectVerifiedAsync("from the signed checkpoint at block");
        var (code, output) = await harness.VerifyAsync(heads, key);
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("block 1 is not in the table", output, StringComparison.Ordinal);
        Assert.True(blocks > 25);
    }

    [PostgresFact]
    public async Task A_retry_of_an_archived_id_gets_its_stored_result_byte_for_byte_and_another_request_under_it_conflicts()
    {
        await PlayAsync(Options);
        await ArchiveAsync();
        var first = await FirstBlockAsync();

        var ledger = await harness.StartLedgerAsync(Options);
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var archived = told.FindAll(one => one.Result.BlockSequence < first);
        Assert.NotEmpty(archived);
        foreach (var (command, result) in archived)
        {
            var again = await traffic.SubmitAsync(command);
            Assert.Equal((result.BlockSequence, result.EntryIndex), (again.BlockSequence, again.EntryIndex));
            Assert.Equal(Bytes(result), Bytes(again));
        }

        var gift = (Transfer)archived.First(one => one.Command is Transfer).Command;
        Expect(Status.Conflict, await traffic.SubmitAsync(Gift(gift.Player, 77, gift.Id)));
        await ledger.DisposeAsync();
        await ExpectVerifiedAsync("from genesis through");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(archive, "partition-0"), "blocks-*"))
        {
            File.Delete(file);
        }

        // The conflict is with an id from before the checkpoint.
        await ExpectVerifiedAsync("from the signed checkpoint at block");
    }

    [PostgresFact]
    [Trait("Requirement", "G3")]
    public async Task The_feed_gives_archived_blocks_too_and_an_archived_round_can_be_recalled()
    {
        await PlayAsync(Options);
        var blocks = await BlocksAsync();
        await ArchiveAsync();

        await using var ledger = await harness.StartLedgerAsync(Options);
        var read = new List<Block>();
        await foreach (var block in ledger.ReadAsync(0, 0, CancellationToken.None))
        {
            read.Add(block);
            if (block.Header.Sequence >= blocks)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, (int)blocks).Select(sequence => (long)sequence), read.Select(block => block.Header.Sequence));
        Assert.All(told, one => Assert.Equal(one.Command.Id, read[(int)one.Result.BlockSequence - 1].Entries[one.Result.EntryIndex].Command.Id));
    }

    [PostgresFact]
    public async Task A_leader_archives_by_itself_while_commands_come()
    {
        await PlayAsync(Archiving, until: async () => await harness.Database.ScalarAsync<long>("select count(*) from ledger.archive") >= 4 && await FirstBlockAsync() > 8);
        await ExpectVerifiedAsync("from genesis through");
    }

    [PostgresTheory]
    [InlineData("a crash before the files were recorded", "truncate ledger.archive")]
    [InlineData("a crash after a table was detached", "alter table ledger.block detach partition ledger.block_0_1; alter table ledger.transfer detach partition ledger.transfer_0_1")]
    public async Task An_archivist_that_was_cut_off_is_finished_by_the_next(string what, string statement)
    {
        await PlayAsync(Options);
        await ArchiveAsync(drop: false);
        Assert.Equal(1, await FirstBlockAsync());
        await harness.Database.ExecuteAsync(statement);
        await File.WriteAllTextAsync(Path.Combine(archive, "partition-0", "blocks-1.new"), what);

        await ArchiveAsync();

        Assert.True(await FirstBlockAsync() > 8, what);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(archive, "partition-0"), "*.new"));
        await ExpectVerifiedAsync("from genesis through");
    }

    [PostgresFact]
    public async Task What_does_not_follow_from_the_chain_is_not_archived_and_nothing_is_dropped()
    {
        await PlayAsync(Options);
        const string flip = "update ledger.block set entries = set_byte(entries, 30, get_byte(entries, 30) # 1) where sequence = 4";
        foreach (var (statement, undo, reason) in new[]
        {
            ("update ledger.transfer set amount = amount + 1 where number = 3", "update ledger.transfer set amount = amount - 1 where number = 3", "the stored transfers"),
            (flip, flip, "block 4"),
            (Remove("transfer", "number = 3"), Return("transfer"), "the stored transfers"),
            (Remove("block", "sequence = 4"), Return("block"), "block 4"),
        })
        {
            await harness.Database.ExecuteAsync(statement);
            var broken = await Assert.ThrowsAsync<InvariantBrokenException>(() => ArchiveAsync());
            Assert.Contains(reason, broken.Message, StringComparison.Ordinal);
            Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.archive"));
            await harness.Database.ExecuteAsync(undo);
        }

        Assert.Equal(1, await FirstBlockAsync());
        await ArchiveAsync();
        Assert.NotEqual(1, await FirstBlockAsync());
    }

    [PostgresFact]
    public async Task What_is_not_published_indexed_or_old_enough_stays()
    {
        await PlayAsync(Options);
        var published = new HeadFile(heads, 0).Newest()!.Sequence;
        await ArchiveAsync(Archiving with { Archive = Archiving.Archive! with { KeepTime = TimeSpan.FromHours(1) } });
        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.archive"));

        await harness.Database.ExecuteAsync("update ledger.follower set sequence = 11");
        await ArchiveAsync();
        Assert.Equal(8, await harness.Database.ScalarAsync<long>("select max(last) from ledger.archive"));

        await harness.Database.ExecuteAsync("update ledger.follower set sequence = $1", published);
        await ArchiveAsync(Archiving with { Archive = Archiving.Archive! with { KeepBlocks = 0, BlocksPerFile = 1 } });
        Assert.Equal(published - 1, await harness.Database.ScalarAsync<long>("select max(last) from ledger.archive"));
    }

    [PostgresFact]
    public async Task A_damaged_archive_or_a_strangers_is_not_believed()
    {
        await PlayAsync(Options);
        await ArchiveAsync();
        foreach (var (name, finding) in new[] { ("blocks-000000000005-000000000008.blocks", "SHA-256"), ("blocks-000000000005-000000000008.json", "not signed by a key") })
        {
            var path = Path.Combine(archive, "partition-0", name);
            var bytes = await File.ReadAllBytesAsync(path);
            var altered = (byte[])bytes.Clone();
            var at = name.EndsWith(".json", StringComparison.Ordinal) ? bytes.AsSpan().IndexOf("lastHash\":\""u8) + 11 : bytes.Length / 2;
            altered[at] = altered[at] == (byte)'1' ? (byte)'2' : (byte)'1';
            await File.WriteAllBytesAsync(path, altered);
            await ExpectFoundAsync(key, finding);
            await File.WriteAllBytesAsync(path, bytes);
        }

        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await ExpectFoundAsync(stranger, "not signed by a key");
        await ExpectVerifiedAsync("from genesis through");
    }

    private static string Remove(string table, string where) => $"create table aside as select * from ledger.{table} where {where}; delete from ledger.{table} where {where}";

    private static string Return(string table) => $"insert into ledger.{table} table aside; drop table aside";

    public async Task DisposeAsync()
    {
        if (harness is not null)
        {
            await harness.DisposeAsync();
        }

        key.Dispose();
        Directory.Delete(heads, recursive: true);
        Directory.Delete(archive, recursive: true);
    }

    private async Task PlayAsync(LedgerOptions options, Func<Task<bool>>? until = null)
    {
        await using var ledger = await harness.StartLedgerAsync(options);
        var traffic = new LedgerTraffic(harness.NewClient(ledger, Role.Operator));
        var player = await traffic.OpenPlayerAsync();
        for (var i = 0; i < 30 || (until is not null && !await until()); i++)
        {
            Command command = i % 7 == 6 ? Take(player, 900_000) : i % 2 == 0 ? Gift(player, 100 + i) : Take(player, 50);
            told.Add((command, await traffic.SubmitAsync(command)));
            Assert.True(i < 5_000, "what was waited for never came");
        }
    }

    private Task ArchiveAsync(LedgerOptions? options = null) =>
        LedgerArchiving.RunAsync(harness.NewDataSource(), options ?? Archiving, TimeProvider.System, harness.Loggers, TextWriter.Null, CancellationToken.None);

    // As an archivist leaves it that ended before its last step.
    private async Task ArchiveAsync(bool drop)
    {
        Assert.False(drop);
        await harness.Database.ExecuteAsync("alter table ledger.segment rename to segment_aside; create table ledger.segment (like ledger.segment_aside)");
        await ArchiveAsync();
        await harness.Database.ExecuteAsync("drop table ledger.segment; alter table ledger.segment_aside rename to segment");
    }

    private async Task ExpectFoundAsync(ECDsa believed, string finding)
    {
        var (code, output) = await harness.VerifyAsync(null, believed, archive);
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains(finding, output, StringComparison.Ordinal);
    }

    private async Task ExpectVerifiedAsync(string said)
    {
        var (code, output) = await harness.VerifyAsync(heads, key, archive);
        Assert.True(code == ExitCode.Ok, output);
        Assert.Contains($"verified {said}", output, StringComparison.Ordinal);
    }

    private Task<long> BlocksAsync() => harness.Database.ScalarAsync<long>("select sequence from ledger.partition");

    private Task<long> FirstBlockAsync() => harness.Database.ScalarAsync<long>("select min(sequence) from ledger.block");

    private static byte[] Bytes(StoredResult result)
    {
        var writer = new ByteWriter();
        result.Result.Write(writer);
        return writer.ToArray();
    }
}
