using System.Data;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Ledger.Archive;
using Npgsql;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// Answers from history's tables. Each answer is read in one moment of the database, so a follower that writes, or a history that is dropped and built anew meanwhile,
/// shows either all of a batch or nothing of it. Used by the ledger's API, by <c>croupier history</c> and by tests; needs no leading ledger.
/// </summary>
public sealed class LedgerHistory : ILedgerHistory
{
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly Func<int, NpgsqlDataSource> instanceOf;
    private readonly Func<int, BlockArchive?> archiveOf;
    private readonly TimeProvider clock;

    /// <summary>The history of one instance, whose older blocks are in the archive when there is one.</summary>
    public LedgerHistory(NpgsqlDataSource dataSource, TimeProvider clock, string? archiveFolder = null)
        : this(_ => dataSource, partition => archiveFolder is null ? null : new BlockArchive(archiveFolder, partition, []), clock)
    {
    }

    internal LedgerHistory(Func<int, NpgsqlDataSource> instanceOf, Func<int, BlockArchive?> archiveOf, TimeProvider clock) =>
        (this.instanceOf, this.archiveOf, this.clock) = (instanceOf, archiveOf, clock);

    public async Task<long> HeadAsync(int partition, CancellationToken cancellation)
    {
        await using var connection = await BeginAsync(partition, cancellation);
        return (await new HistoryReader(partition, connection).EndAsync(cancellation)).Sequence;
    }

    public async Task<bool> ReachedAsync(int partition, long sequence, TimeSpan patience, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        while (await HeadAsync(partition, cancellation) < sequence)
        {
            if (clock.GetElapsedTime(began) >= (patience < LongestPatience ? patience : LongestPatience))
            {
                return false;
            }

            await Task.Delay(Look, clock, cancellation);
        }

        return true;
    }

    public async Task<HistoricBalance?> BalanceAsync(AccountRef account, HistoryPoint at, CancellationToken cancellation)
    {
        await using var connection = await BeginAsync(account.Owner.Partition, cancellation);
        var history = new HistoryReader(account.Owner.Partition, connection);
        if (await ResolveAsync(history, at, await history.EndAsync(cancellation), cancellation) is not { } block)
        {
            return null;
        }

        var number = block == 0 ? 0 : await history.FindAsync(account, cancellation);
        return await BalanceAsync(history, account, number, block, cancellation);
    }

    public async Task<IReadOnlyList<AccountRef>> AccountsAsync(PlayerId owner, CancellationToken cancellation)
    {
        await using var connection = await BeginAsync(owner.Partition, cancellation);
        var history = new HistoryReader(owner.Partition, connection);
        return (await history.EndAsync(cancellation)).Sequence == 0 ? [] : [.. (await history.AccountsAsync(owner, cancellation)).Select(row => row.Account)];
    }

    public async Task<Statement?> StatementAsync(StatementQuery query, string? cursor, int limit, CancellationToken cancellation)
    {
        CheckLimit(limit);
        await using var connection = await BeginAsync(query.Account.Owner.Partition, cancellation);
        var partition = query.Account.Owner.Partition;
        var history = new HistoryReader(partition, connection);
        var check = HistoryCursor.Check(query);
        if (await PeriodAsync(history, query.From, query.To, cursor, check, cancellation) is not { } period)
        {
            return null;
        }

        var number = period.To == 0 ? 0 : await history.FindAsync(query.Account, cancellation);
        var opening = await BalanceAsync(history, query.Account, number, period.From, cancellation);
        var closing = await BalanceAsync(history, query.Account, number, period.To, cancellation);
        if (number == 0)
        {
            return new Statement(opening, closing, [], null);
        }

        var (lines, more) = await TakeAsync(LineReader.ReadAsync(history, number, period, cursor is not null, query.NewestFirst, cancellation), limit, cancellation);
        var next = more ? (period with { Place = lines[^1].Line.Place, Ordinal = lines[^1].Ordinal }).Write(check) : null;
        return new Statement(opening, closing, await NameAsync(partition, connection, history, lines, cancellation), next);
    }

    public async Task<HistoryEntries?> EntriesAsync(EntryQuery query, string? cursor, int limit, CancellationToken cancellation)
    {
        CheckLimit(limit);
        await using var connection = await BeginAsync(query.Partition, cancellation);
        var history = new HistoryReader(query.Partition, connection);
        var check = HistoryCursor.Check(query);
        return await PeriodAsync(history, query.From, query.To, cursor, check, cancellation) is not { } period ? null
            : query.Player is null ? await new BlockSearch(query.Partition, Blocks(query.Partition)).RunAsync(period, cursor is not null, query.NewestFirst, limit, check, cancellation)
            : await new PlayerSearch(query.Partition, history, Entries(query.Partition, connection)).RunAsync(
                query.Player.Value, period, cursor is not null, query.NewestFirst, limit, check, cancellation);
    }

    public async Task<HistoryEntry?> FindCommandAsync(PlayerId player, CommandId id, CancellationToken cancellation)
    {
        var known = await new CommandIndex(player.Partition, instanceOf(player.Partition), archiveOf(player.Partition)).LookUpAsync([(player, id)], cancellation);
        if (!known.TryGetValue((player, id), out var found))
        {
            return null;
        }

        // The block is read whole: who asked, and when, stands in it and not in the index.
        var (sequence, index) = (found.Result.BlockSequence, found.Result.EntryIndex);
        var block = (await Blocks(player.Partition).ReadAsync(sequence - 1, sequence, 1, cancellation)).Single();
        return Entry(block.Header, index, block.Decoded.Entries[index]);
    }

    public async Task<IReadOnlyList<HistoryEntry>> FindReferenceAsync(int partition, string reference, CancellationToken cancellation)
    {
        await using var connection = await BeginAsync(partition, cancellation);
        var history = new HistoryReader(partition, connection);
        if (reference.Length == 0 || (await history.EndAsync(cancellation)).Sequence == 0)
        {
            return [];
        }

        var places = await history.ReferencesAsync(ProviderReference.Of(reference), ILedgerHistory.MaxLimit, cancellation);
        var clocks = await history.ClocksAsync(places.Select(place => place.Block), cancellation);
        var entries = await Entries(partition, connection).EntriesAsync(places.Select(place => (place.Block, place.Entry, place.At)), cancellation);
        return
        [
            .. places.Select(place =>
            {
                var (caller, command, result) = entries[Place.Of(place.Block, place.Entry)];
                return new HistoryEntry(partition, place.Block, place.Entry, clocks[place.Block], caller, command, result);
            }),
        ];
    }

    internal static HistoryEntry Entry(BlockHeader header, int index, in BlockEntry entry) =>
        new(header.Partition, header.Sequence, index, header.ClockUnixMs, entry.Caller, entry.Command, entry.Result);

    internal static HistoryEntry Entry(int partition, in HistoryLine line, long unixMs, in BlockEntry entry) =>
        new(partition, line.Block, line.Entry, unixMs, entry.Caller, entry.Command, entry.Result);

    private static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, ILedgerHistory.MaxLimit);
    }

    private static async Task<HistoricBalance> BalanceAsync(HistoryReader history, AccountRef account, long number, long block, CancellationToken cancellation)
    {
        var totals = await history.TotalsAsync(number, block, cancellation);
        var clocks = block == 0 ? [] : await history.ClocksAsync([block], cancellation);
        return new HistoricBalance(account, block, clocks.GetValueOrDefault(block), new(totals.Posted), new(totals.DebitsPending), new(totals.CreditsPending));
    }

    // A moment that is later than history's clock is answered with the newest block: which blocks will have a clock up to it is not known yet.
    private static async Task<long?> ResolveAsync(HistoryReader history, HistoryPoint point, HistoryEnd end, CancellationToken cancellation) =>
        point.Block is { } block ? (block >= 0 && block <= end.Sequence ? block : null)
        : point.UnixMs is { } unixMs && unixMs < end.ClockUnixMs ? await history.BlockAtAsync(unixMs, cancellation)
        : end.Sequence;

    private static async Task<HistoryCursor?> PeriodAsync(
        HistoryReader history, HistoryPoint from, HistoryPoint to, string? cursor, byte[] check, CancellationToken cancellation)
    {
        var end = await history.EndAsync(cancellation);
        if (cursor is not null)
        {
            return HistoryCursor.Read(cursor, check) is { } read && read.To <= end.Sequence ? read : null;
        }

        return await ResolveAsync(history, from, end, cancellation) is { } first && await ResolveAsync(history, to, end, cancellation) is { } last && first <= last
            ? new HistoryCursor(first, last, 0, 0)
            : null;
    }

    private static async Task<(List<PlacedLine> Lines, bool More)> TakeAsync(IAsyncEnumerable<PlacedLine> lines, int limit, CancellationToken cancellation)
    {
        var taken = new List<PlacedLine>();
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            if (taken.Count == limit)
            {
                return (taken, true);
            }

            taken.Add(line);
        }

        return (taken, false);
    }

    private async Task<List<StatementLine>> NameAsync(
        int partition, NpgsqlConnection connection, HistoryReader history, List<PlacedLine> lines, CancellationToken cancellation)
    {
        var names = await history.NamesAsync(lines.Select(placed => placed.Line.Counter), cancellation);
        var clocks = await history.ClocksAsync(lines.Select(placed => placed.Line.Block), cancellation);
        var heads = await Entries(partition, connection).HeadsAsync(lines.Select(placed => placed.Line), cancellation);
        return
        [
            .. lines.Select(placed =>
            {
                var (line, after) = (placed.Line, placed.After);
                var (command, player) = heads[line.Place];
                return new StatementLine(
                    line.Block,
                    line.Entry,
                    clocks[line.Block],
                    line.Kind,
                    (TransferReason)line.Reason,
                    line.Transfer,
                    names[line.Counter],
                    new(line.Amount),
                    new(after.Posted),
                    new(after.Posted - after.DebitsPending),
                    command,
                    player);
            }),
        ];
    }

    private async Task<NpgsqlConnection> BeginAsync(int partition, CancellationToken cancellation)
    {
        var connection = await instanceOf(partition).OpenConnectionAsync(cancellation);
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        return connection;
    }

    private BlockTable Blocks(int partition) => new(partition, instanceOf(partition), archiveOf(partition));

    private EntryReader Entries(int partition, NpgsqlConnection connection) => new(partition, connection, Blocks(partition));
}
