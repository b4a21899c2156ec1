using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Npgsql;

namespace Croupier.Platform.Ledger.History;

/// <summary>A page as it is stored.</summary>
internal readonly record struct StoredPage(long First, long Opening, byte[] Bytes)
{
    public (AccountTotals Opening, List<HistoryLine> Lines) Read() => PageLines.Read(First, Opening, Bytes);
}

/// <summary>Where the readable part of a partition's history ends.</summary>
internal readonly record struct HistoryEnd(long Sequence, long ClockUnixMs);

/// <summary>Reads one partition's history in pieces of a bounded size, all of it on one connection: the caller's transaction makes it one moment.</summary>
internal sealed class HistoryReader(int partition, NpgsqlConnection connection)
{
    private const int PagesPerRead = 16;

    /// <summary>Nothing before the follower has made the schema; then nothing else must be asked.</summary>
    public async Task<HistoryEnd> EndAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = Command("select sequence, clock_ms from history.progress where partition = $1", partition);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await reader.ReadAsync(cancellation) ? new(reader.GetInt64(0), reader.GetInt64(1)) : default;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return default;
        }
    }

    /// <summary>The account's number, or 0 when it was never opened.</summary>
    public async Task<long> FindAsync(AccountRef account, CancellationToken cancellation)
    {
        await using var command = Command(
            "select number from history.account where partition = $1 and owner = $2 and kind = $3 and asset = $4 and sub = $5",
            partition,
            account.Owner.Value,
            (int)account.Kind,
            (int)account.Asset.Code,
            (long)account.Sub);
        return await command.ExecuteScalarAsync(cancellation) is long number ? number : 0;
    }

    public async Task<List<(long Number, AccountRef Account)>> AccountsAsync(PlayerId owner, CancellationToken cancellation)
    {
        await using var command = Command(
            "select number, owner, kind, asset, sub from history.account where partition = $1 and owner = $2 order by kind, asset, sub", partition, owner.Value);
        return await AccountsAsync(command, cancellation);
    }

    /// <summary>What these accounts are, from the ledger's own table, whose key their number is.</summary>
    public async Task<Dictionary<long, AccountRef>> NamesAsync(IEnumerable<long> numbers, CancellationToken cancellation)
    {
        await using var command = Command(
            "select number, owner, kind, asset, sub from ledger.account where partition = $1 and number = any($2)", partition, numbers.Distinct().ToArray());
        return (await AccountsAsync(command, cancellation)).ToDictionary(row => row.Number, row => row.Account);
    }

    /// <summary>The last page that begins at or before a place, and those after it; oldest first.</summary>
    public async IAsyncEnumerable<StoredPage> PagesFromAsync(long account, long place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = (await PageAtAsync(account, place, cancellation))?.First ?? long.MinValue;
        while (true)
        {
            await using var command = Command(
                $"select first, opening, lines from history.page where partition = $1 and account = $2 and first >= $3 order by first limit {PagesPerRead}", partition, account, from);
            var pages = await PagesAsync(command, cancellation);
            foreach (var page in pages)
            {
                yield return page;
            }

            if (pages.Count < PagesPerRead)
            {
                yield break;
            }

            from = pages[^1].First + 1;
        }
    }

    /// <summary>The last page that begins at or before a place, and those before it; newest first.</summary>
    public async IAsyncEnumerable<StoredPage> PagesBackAsync(long account, long place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var through = place; ;)
        {
            await using var command = Command(
                $"select first, opening, lines from history.page where partition = $1 and account = $2 and first <= $3 order by first desc limit {PagesPerRead}", partition, account, through);
            var pages = await PagesAsync(command, cancellation);
            foreach (var page in pages)
            {
                yield return page;
            }

            if (pages.Count < PagesPerRead)
            {
                yield break;
            }

            through = pages[^1].First - 1;
        }
    }

    public async Task<StoredPage?> PageAtAsync(long account, long place, CancellationToken cancellation)
    {
        await using var command = Command(
            "select first, opening, lines from history.page where partition = $1 and account = $2 and first <= $3 order by first desc limit 1", partition, account, place);
        var pages = await PagesAsync(command, cancellation);
        return pages.Count == 0 ? null : pages[0];
    }

    /// <summary>The account's totals after a block.</summary>
    public async Task<AccountTotals> TotalsAsync(long account, long block, CancellationToken cancellation)
    {
        if (account == 0 || await PageAtAsync(account, Place.EndOf(block), cancellation) is not { } page)
        {
            return default;
        }

        var (totals, lines) = page.Read();
        return lines.TakeWhile(line => line.Block <= block).Aggregate(totals, (sum, line) => sum.After(line));
    }

    /// <summary>The last block whose clock is not later than a moment; 0 when there is none.</summary>
    public async Task<long> BlockAtAsync(long unixMs, CancellationToken cancellation)
    {
        await using var command = Command("select page, clocks from history.clock where partition = $1 and first_ms <= $2 order by first_ms desc, page desc limit 1", partition, unixMs);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? ClockPages.FirstOf(reader.GetInt64(0)) - 1 + ClockPages.Read(reader.GetFieldValue<byte[]>(1)).FindLastIndex(clock => clock <= unixMs) + 1
            : 0;
    }

    /// <summary>The clocks of these blocks; of block 0 it is 0.</summary>
    public async Task<Dictionary<long, long>> ClocksAsync(IEnumerable<long> blocks, CancellationToken cancellation)
    {
        var wanted = blocks.Distinct().ToList();
        var found = new Dictionary<long, long> { [0] = 0 };
        await using var command = Command(
            "select page, clocks from history.clock where partition = $1 and page = any($2)", partition, wanted.Where(block => block > 0).Select(ClockPages.PageOf).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var pages = new Dictionary<long, List<long>>();
        while (await reader.ReadAsync(cancellation))
        {
            pages.Add(reader.GetInt64(0), ClockPages.Read(reader.GetFieldValue<byte[]>(1)));
        }

        foreach (var block in wanted.Where(block => block > 0))
        {
            found[block] = pages[ClockPages.PageOf(block)][(int)(block - ClockPages.FirstOf(ClockPages.PageOf(block)))];
        }

        return found;
    }

    public async Task<List<ReferencePlace>> ReferencesAsync(string reference, int limit, CancellationToken cancellation)
    {
        await using var command = Command(
            "select block, entry, entry_at, reference from history.reference where partition = $1 and reference = $2 order by block, entry limit $3", partition, reference, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var places = new List<ReferencePlace>();
        while (await reader.ReadAsync(cancellation))
        {
            places.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3)));
        }

        return places;
    }

    private static async Task<List<StoredPage>> PagesAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var pages = new List<StoredPage>();
        while (await reader.ReadAsync(cancellation))
        {
            pages.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
        }

        return pages;
    }

    private static async Task<List<(long Number, AccountRef Account)>> AccountsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var accounts = new List<(long, AccountRef)>();
        while (await reader.ReadAsync(cancellation))
        {
            accounts.Add((reader.GetInt64(0), new AccountRef(
                new PlayerId(reader.GetGuid(1)), (AccountKind)reader.GetInt32(2), new AssetId(checked((ushort)reader.GetInt32(3))), checked((uint)reader.GetInt64(4)))));
        }

        return accounts;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return command;
    }
}
