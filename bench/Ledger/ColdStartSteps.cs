using System.Diagnostics;
using System.Globalization;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// How long a leader that has nothing in RAM takes until it can decide: reading every row, proving their digest, building the state. Half as many players as accounts, each
/// with cash and bonus. The rows are made by a writer and stored as its blocks would store them.
/// </summary>
internal static class ColdStartSteps
{
    private const int Batch = 8_000;
    private static readonly LedgerOptions Options = new() { AllowNoSynchronousStandby = true, Lease = TimeSpan.FromMinutes(5) };
    private static readonly Dictionary<(PlayerId, CommandId), KnownId> NothingKnown = [];

    public static async Task<int> RunAsync(int accounts)
    {
        await using var database = await BenchDatabase.StartAsync();
        await using var source = await database.FreshAsync();
        var term = (await new Leadership(0, Options, source, TimeProvider.System, NullLogger.Instance).AcquireAsync(false, true, null, CancellationToken.None)).Term!;
        var head = await FillAsync(accounts, source, term);
        await using (var index = source.CreateCommand("insert into ledger.follower values ($1, 0, $2, $3)"))
        {
            // The index is not what is measured: ids are not looked up here.
            index.Parameters.AddWithValue(CommandIndexCursor.Name);
            index.Parameters.AddWithValue(head.Head.Sequence);
            index.Parameters.AddWithValue(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            await index.ExecuteNonQueryAsync();
        }

        var times = new List<(double Read, double Load)>();
        for (var run = 0; run < 3; run++)
        {
            var watch = Stopwatch.StartNew();
            var snapshot = await SnapshotReader.ReadAsync(0, head, source, CancellationToken.None);
            var read = watch.Elapsed.TotalSeconds;
            var writer = new PartitionWriter(Options.Writer, snapshot, head.Epoch);
            times.Add((read, watch.Elapsed.TotalSeconds - read));
            var (count, items) = (snapshot.Accounts.Count, snapshot.Items.Count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{count} accounts and {items} items: read in {times[^1].Read:0.00} s, proven and built in {times[^1].Load:0.00} s"));
            GC.KeepAlive(writer);
        }

        await term.Session.DisposeAsync();
        return 0;
    }

    private static async Task<Term> FillAsync(int accounts, NpgsqlDataSource source, Term term)
    {
        var store = new BlockStore(Options, TimeProvider.System, NullLogger.Instance);
        var segments = new Segments(0, Options, source, TimeProvider.System, NullLogger.Instance);
        var writer = new PartitionWriter(Options.Writer, PartitionSnapshot.Empty(0), term.Epoch);
        var offset = 0L;
        foreach (var batch in Commands(accounts / 2).Chunk(Batch))
        {
            var logged = batch.Select((command, i) => new LoggedCommand(new LogPosition(1, offset, i), new Caller(Role.Operator, 1), command)).ToList();
            offset++;
            var commit = writer.Handle(new WriterInput.Commands(logged, NothingKnown)).OfType<WriterEffect.CommitBlock>().Single().Block;
            await segments.EnsureAsync(commit.Header, CancellationToken.None);
            if (await store.CommitAsync(term, commit) != CommitOutcome.Committed)
            {
                throw new InvalidOperationException("a block of the benchmark was not committed");
            }

            writer.Handle(new WriterInput.Committed(commit.Header.Sequence));
            writer.Handle(new WriterInput.IdsIndexed(commit.Header.Sequence));
            term = term with { Head = commit.Header, HeadHash = commit.Hash };
        }

        return term;
    }

    private static IEnumerable<Command> Commands(int players)
    {
        var (house, euro) = (new AccountRef(PlayerId.Operator(0), AccountKind.House, Assets.Euro.Id), Assets.Euro.Id);
        for (var i = 0; i < players; i++)
        {
            var player = PlayerId.New(TimeProvider.System, 0);
            yield return new OpenPlayer(CommandId.New(TimeProvider.System), player);
            yield return new Transfer(
                CommandId.New(TimeProvider.System),
                player,
                TransferReason.Adjustment,
                [
                    new Leg(house, new AccountRef(player, AccountKind.Cash, euro), Assets.Euro.FromMinor(1_000)),
                    new Leg(house, new AccountRef(player, AccountKind.Bonus, euro), Assets.Euro.FromMinor(500)),
                ]);
        }
    }
}
