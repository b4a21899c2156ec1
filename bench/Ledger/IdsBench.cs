using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Croupier.Bench.Ledger;

/// <summary>
/// <c>bench ids</c>: what ids for ever cost. Blocks of small commands go through the follower's own path into the id index, their entries into the block table as a leader
/// would have put them; then ids are looked up by the leader's own path, at first from a server that has just been started, and the size on disk is taken.
/// </summary>
public static class IdsBench
{
    public const string Usage = "usage: croupier bench ids [--json] [--ids N] [--seconds N]";

    private const int BlockEntries = 8192;
    private const int LookUpBatch = 64;
    private const int Players = 100_000;

    private static readonly Caller Wallet = new(Role.Wallet, 1);

    public static async Task<int> RunAsync(string[] args)
    {
        var (json, ids, seconds) = (false, 5_000_000L, 5);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    json = true;
                    break;
                case "--ids" when i + 1 < args.Length && long.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ids) && ids > 0:
                case "--seconds" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds > 0:
                    i++;
                    break;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return (int)ExitCode.Usage;
            }
        }

        await using var database = await BenchDatabase.StartAsync();
        var dataSource = await database.FreshAsync();
        var report = new Dictionary<string, double>();
        await FillAsync(dataSource, ids, report);
        await SizesAsync(dataSource, report);
        dataSource = await database.RestartAsync(dataSource);
        report["cold_look_ups_per_second"] = await LookUpAsync(dataSource, 1);
        report["warm_look_ups_per_second"] = await LookUpAsync(dataSource, seconds);
        report["absent_look_ups_per_second"] = await LookUpAsync(dataSource, seconds, absent: true);
        Print(report, json);
        await dataSource.DisposeAsync();
        return (int)ExitCode.Ok;
    }

    private static async Task FillAsync(NpgsqlDataSource dataSource, long ids, Dictionary<string, double> report)
    {
        var index = new CommandIndex(0, dataSource);
        await index.CursorAsync(CancellationToken.None);
        var random = new Random(20_260_103);
        var players = Enumerable.Range(0, Players).Select(_ => new PlayerId(NewId(random, 0, 0))).ToArray();
        var wal = await BenchDatabase.WalBytesAsync(dataSource);
        var (rows, indexing, lastRates) = (0L, new Stopwatch(), new Queue<double>());
        for (long sequence = 1; rows < ids; sequence++)
        {
            var block = Make(sequence, players, random);
            await StoreAsync(dataSource, block);
            indexing.Start();
            var started = Stopwatch.GetTimestamp();
            await index.AddAsync([block], TimeProvider.System, NullLogger.Instance, CancellationToken.None);
            indexing.Stop();
            lastRates.Enqueue(BlockEntries / Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (lastRates.Count > 100)
            {
                lastRates.Dequeue();
            }

            rows += BlockEntries;
            if (sequence % 1000 == 0)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rows,12:N0} ids, {rows / indexing.Elapsed.TotalSeconds,10:N0}/s"));
            }
        }

        report["ids"] = rows;
        report["follower_per_second"] = Math.Round(rows / indexing.Elapsed.TotalSeconds);
        report["follower_per_second_at_the_end"] = Math.Round(lastRates.Average());
        report["wal_bytes_per_id_with_its_block"] = Math.Round((double)(await BenchDatabase.WalBytesAsync(dataSource) - wal) / rows, 1);
        report["process_megabytes"] = Math.Round(Environment.WorkingSet / 1e6);
    }

    private static async Task SizesAsync(NpgsqlDataSource dataSource, Dictionary<string, double> report)
    {
        await using var command = dataSource.CreateCommand(
            "select pg_table_size('ledger.command_id'), pg_indexes_size('ledger.command_id')");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (table, indexes) = (reader.GetInt64(0), reader.GetInt64(1));
        report["disk_bytes_per_id"] = Math.Round((table + indexes) / report["ids"], 1);
        report["disk_gigabytes"] = Math.Round((table + indexes) / 1e9, 2);
        report["disk_gigabytes_of_a_billion"] = Math.Round((table + indexes) / report["ids"], 0);
        report["hours_to_rebuild_a_billion"] = Math.Round(1e9 / report["follower_per_second_at_the_end"] / 3600, 2);
    }

    private static async Task<double> LookUpAsync(NpgsqlDataSource dataSource, int seconds, bool absent = false)
    {
        var index = new CommandIndex(0, dataSource);
        var random = new Random(20_260_104);
        var (found, asked) = (0L, 0L);
        var samples = await SampleAsync(dataSource);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            var ids = Enumerable.Range(0, LookUpBatch)
                .Select(_ => samples[random.Next(samples.Count)])
                .Select(one => absent ? (one.Player, new CommandId(NewId(random, 0, Uuid.UnixMs(one.Id.Value)))) : one)
                .Distinct()
                .ToList();
            found += (await index.LookUpAsync(ids, CancellationToken.None)).Count;
            asked += ids.Count;
        }

        InvariantBrokenException.Check(found == (absent ? 0 : asked), "I4", $"{found} of {asked} ids were found");
        return Math.Round(asked / watch.Elapsed.TotalSeconds);
    }

    // From all over the table, a page here and there.
    private static async Task<List<(PlayerId Player, CommandId Id)>> SampleAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("select player, id from ledger.command_id tablesample system (0.2) limit 200000");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync();
        var samples = new List<(PlayerId, CommandId)>();
        while (await reader.ReadAsync())
        {
            samples.Add((new PlayerId(reader.GetGuid(0)), new CommandId(reader.GetGuid(1))));
        }

        return samples;
    }

    /// <summary>A block of cancelled deposits, the shortest commands there are. Their ids' times advance with the blocks, 100,000 a second, with a second's disorder.</summary>
    private static StoredBlock Make(long sequence, PlayerId[] players, Random random)
    {
        var writer = new ByteWriter(1 << 20);
        for (var i = 0; i < BlockEntries; i++)
        {
            var unixMs = 1_800_000_000_000 + (sequence * BlockEntries / 100) + random.Next(1000);
            var command = new CancelDeposit(new CommandId(NewId(random, null, unixMs)), players[random.Next(players.Length)], new CommandId(NewId(random, null, unixMs)));
            new BlockEntry(Wallet, command, new CommandResult(Status.Accepted)).Write(writer);
        }

        var header = BlockHeader.Genesis(0) with { Sequence = sequence, EntryCount = BlockEntries };
        return new StoredBlock(header, Hash256.Zero, writer.ToArray());
    }

    private static async Task StoreAsync(NpgsqlDataSource dataSource, StoredBlock block)
    {
        var header = new ByteWriter(BlockHeader.Size);
        block.Header.Write(header);
        await using var command = dataSource.CreateCommand("insert into ledger.block (partition, sequence, header, hash, entries) values (0, $1, $2, $3, $4)");
        command.Parameters.AddWithValue(block.Header.Sequence);
        command.Parameters.AddWithValue(header.ToArray());
        command.Parameters.AddWithValue(block.Hash.ToArray());
        command.Parameters.AddWithValue(block.Entries.ToArray());
        await command.ExecuteNonQueryAsync();
    }

    private static Guid NewId(Random random, int? tag, long unixMs)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (unixMs << 16) | 0x7000L | (long)(tag ?? random.Next(0x1000)));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static void Print(Dictionary<string, double> report, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report));
            return;
        }

        foreach (var (name, value) in report)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36} {value}"));
        }
    }
}
