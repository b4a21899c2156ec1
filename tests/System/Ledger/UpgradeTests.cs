using System.Globalization;
using System.Text;
using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Croupier.Platform.Postgres;
using Npgsql;
using static Croupier.Tests.System.Ledger.LedgerTraffic;

namespace Croupier.Tests.System.Ledger;

/// <summary>
/// A database of the first schema, as it was dumped: it is brought up to this version, loads, verifies, and what was open in it can be ended. The file is written
/// by this test where CROUPIER_WRITE_FIXTURES is set, which is for a new block layout alone; otherwise it never changes.
/// </summary>
public sealed class UpgradeTests
{
    private const long NeverMs = 4_102_444_800_000; // The year 2100.

    private static readonly string File = Path.Combine(RepositoryFolder.Root, "tests/System/Ledger/Fixtures/ledger-schema-1.txt");

    private static readonly (string Table, string Columns)[] Tables =
    [
        ("ledger.partition", "partition, holder, run, session_pid, session_started, epoch, lease_until, sequence, head_hash"),
        ("ledger.block", "partition, sequence, header, hash, entries"),
        ("ledger.transfer", "number, block, debit_account, credit_account, amount, partition, entry, reason"),
        ("ledger.account", "number, debits_posted, credits_posted, debits_pending, credits_pending, owner, sub, partition, kind, asset"),
        ("ledger.item", "number, partition, kind, value"),
        ("ledger.follower", "name, partition, sequence, latest_id_ms"),
        ("log.partition", "partition, incarnation, next_offset"),
        ("log.batch", "partition, incarnation, batch_offset, appended_at, bytes"),
    ];

    [PostgresFact]
    public async Task A_database_of_the_first_schema_with_open_holds_and_intents_is_upgraded_and_led()
    {
        if (Environment.GetEnvironmentVariable("CROUPIER_WRITE_FIXTURES") is not null)
        {
            await WriteAsync();
        }

        var database = await PostgresFixture.CreateDatabaseAsync();
        var steps = Migration.Of("Ledger");
        await Migrator.UpAsync(database.DataSource, "ledger", [.. steps.Take(1)]);
        await Migrator.UpAsync(database.DataSource, "Log");
        await LoadAsync(database);

        await Migrator.UpAsync(database.DataSource, "Ledger");

        await using var harness = LedgerHarness.Of(database);
        await using var ledger = await harness.StartLedgerAsync();
        await harness.ExpectVerifiedAsync();
        var entries = await EntriesAsync(ledger);
        var clients = new Dictionary<Role, LedgerTraffic>
        {
            [Role.Operator] = new(harness.NewClient(ledger, Role.Operator)),
            [Role.Wallet] = new(harness.NewClient(ledger, Role.Wallet)),
        };
        foreach (var (block, index, entry) in entries.Where(one => clients.ContainsKey(one.Entry.Caller.Role) && one.Entry.Result.Status != Status.Conflict))
        {
            var again = await clients[entry.Caller.Role].SubmitAsync(entry.Command);
            Assert.Equal((block, index, entry.Result), (again.BlockSequence, again.EntryIndex, again.Result));
        }

        // What was open is still open, and can be ended once.
        var hold = (PlaceHold)entries.Last(one => one.Entry is { Command: PlaceHold, Result.Status: Status.Accepted }).Entry.Command;
        Expect(Status.Accepted, await clients[Role.Operator].SubmitAsync(new PostHold(NewId(), hold.Player, hold.Id, Cents(300))));
        Expect(Status.HoldResolved, await clients[Role.Operator].SubmitAsync(new VoidHold(NewId(), hold.Player, hold.Id)));
        var deposit = (OpenDeposit)entries.Last(one => one.Entry is { Command: OpenDeposit, Result.Status: Status.Accepted }).Entry.Command;
        Expect(Status.Accepted, await clients[Role.Wallet].SubmitAsync(Confirm(deposit)));
        var withdrawal = (RequestWithdrawal)entries.Last(one => one.Entry is { Command: RequestWithdrawal, Result.Status: Status.Accepted }).Entry.Command;
        Expect(Status.Accepted, await clients[Role.Wallet].SubmitAsync(Settle(withdrawal)));
        await harness.ExpectVerifiedAsync();
    }

    private static ConfirmDeposit Confirm(OpenDeposit open) => new(NewId(), open.Player, open.Id, open.Asset, open.Amount, open.Provider);

    private static SettleWithdrawal Settle(RequestWithdrawal request) => new(NewId(), request.Player, request.Id, true);

    private static async Task<List<(long Block, int Index, BlockEntry Entry)>> EntriesAsync(LedgerRole ledger)
    {
        var head = await ledger.HeadAsync(0, CancellationToken.None);
        var entries = new List<(long, int, BlockEntry)>();
        await foreach (var block in ledger.ReadAsync(0, 0, CancellationToken.None))
        {
            entries.AddRange(block.Entries.Select((entry, index) => (block.Header.Sequence, index, entry)));
            if (block.Header.Sequence == head)
            {
                break;
            }
        }

        return entries;
    }

    private static async Task LoadAsync(TestDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await database.ExecuteAsync("truncate log.partition, log.batch");
        TextWriter? copy = null;
        foreach (var line in await global::System.IO.File.ReadAllLinesAsync(File, Encoding.UTF8))
        {
            if (line.StartsWith("\\copy ", StringComparison.Ordinal))
            {
                copy = await connection.BeginTextImportAsync($"copy {line[6..]} from stdin");
            }
            else if (line == "\\.")
            {
                await copy!.DisposeAsync();
            }
            else
            {
                await copy!.WriteAsync(line + "\n");
            }
        }
    }

    private static async Task WriteAsync()
    {
        await using var harness = await LedgerHarness.StartAsync();
        await using (var ledger = await harness.StartLedgerAsync())
        {
            await PlayAsync(new LedgerTraffic(harness.NewClient(ledger, Role.Operator)), new LedgerTraffic(harness.NewClient(ledger, Role.Wallet)));
        }

        Assert.Equal(0, await harness.Database.ScalarAsync<long>("select count(*) from ledger.account where flags <> 0"));
        await using var connection = await harness.Database.DataSource.OpenConnectionAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await using var file = new StreamWriter(File, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (var (table, columns) in Tables)
        {
            await file.WriteLineAsync($"\\copy {table} ({columns})");
            using (var rows = await connection.BeginTextExportAsync($"copy (select {columns} from {table}) to stdout"))
            {
                await file.WriteAsync(await rows.ReadToEndAsync());
            }

            await file.WriteLineAsync("\\.");
        }

        await file.WriteLineAsync("\\copy ledger.command_id (partition, player, id, block, entry, entry_at, entry_size, request_hash)");
        foreach (var block in await new BlockTable(0, harness.Database.DataSource, null).ReadAsync(0, long.MaxValue, int.MaxValue, CancellationToken.None))
        {
            var read = ReadBlock.Of(block.Header, block.Hash, block.Entries);
            foreach (var one in IndexedEntry.Of(read))
            {
                var hash = read.Entries[one.Entry].Entry.Command.RequestHash();
                await file.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"0\t{one.Player.Value}\t{one.Id.Value}\t{block.Header.Sequence}\t{one.Entry}\t{one.At}\t{one.Size}\t\\\\x{hash}"));
            }
        }

        await file.WriteLineAsync("\\.");
    }

    private static async Task PlayAsync(LedgerTraffic byOperator, LedgerTraffic byWallet)
    {
        for (var i = 0; i < 2; i++)
        {
            var player = await byOperator.OpenPlayerAsync();
            var cash = new AccountRef(player, AccountKind.Cash, Euro);
            var house = new AccountRef(PlayerId.Operator(0), AccountKind.House, Euro);
            var gift = Gift(player, 5_000);
            Expect(Status.Accepted, await byOperator.SubmitAsync(gift));
            Expect(Status.Conflict, await byOperator.SubmitAsync(Gift(player, 1, gift.Id)));
            Expect(Status.InsufficientFunds, await byOperator.SubmitAsync(Take(player, 900_000)));
            foreach (var end in new Func<PlaceHold, Command?>[]
            {
                hold => new PostHold(NewId(), player, hold.Id, Cents(100)), hold => new VoidHold(NewId(), player, hold.Id), _ => null,
            })
            {
                var hold = new PlaceHold(NewId(), player, new Leg(cash, house, Cents(500)), OnExpiry.None, 0);
                Expect(Status.Accepted, await byOperator.SubmitAsync(hold));
                if (end(hold) is { } ending)
                {
                    Expect(Status.Accepted, await byOperator.SubmitAsync(ending));
                }
            }

            var (done, open) = (new OpenDeposit(NewId(), player, Euro, Cents(1_000), 1, NeverMs), new OpenDeposit(NewId(), player, Euro, Cents(2_000), 1, NeverMs));
            Expect(Status.Accepted, await byWallet.SubmitAsync(done));
            Expect(Status.Accepted, await byWallet.SubmitAsync(Confirm(done)));
            Expect(Status.Accepted, await byWallet.SubmitAsync(open));
            Expect(Status.Accepted, await byWallet.SubmitAsync(new RequestWithdrawal(NewId(), player, Euro, Cents(700), 1)));
        }
    }
}
