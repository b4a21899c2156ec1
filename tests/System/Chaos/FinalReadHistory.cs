using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Commands;
using Croupier.Tests.Unit.Book;
using Npgsql;

namespace Croupier.Tests.System.Chaos;

/// <summary>
/// The history as it is stored, replayed in block order against the single-threaded model, and everything that anybody was told or shown compared with it:
/// <list type="number">
/// <item>the chain replays, and the model decides each entry alike, with the same balances after it;</item>
/// <item>each answered call has its entry, which says what the answer said, and no id has two;</item>
/// <item>each balance that was shown is that of the block it was shown for;</item>
/// <item>time: what was called after something else had returned stands in a later block, and a read sees every block that had been answered before it was asked.</item>
/// </list>
/// </summary>
internal sealed class FinalReadHistory
{
    private readonly NaiveModel model = new(0);
    private readonly Dictionary<(PlayerId, CommandId), (long Block, int Entry, CommandResult Result)> entries = [];
    private readonly Dictionary<(AccountRef, long), long> balances = [];

    public long Head { get; private set; }

    public async Task ReplayAsync(NpgsqlDataSource database, IReadOnlyCollection<AccountRef> watched)
    {
        var replay = new BlockReplay(0);
        var differences = new List<string>();
        await using var command = database.CreateCommand("select header, hash, entries from ledger.block where partition = 0 order by sequence");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var header = ReadHeader(reader.GetFieldValue<byte[]>(0));
            var bytes = reader.GetFieldValue<byte[]>(2);
            replay.Replay(header, new Hash256(reader.GetFieldValue<byte[]>(1)), bytes, differences);
            Assert.Empty(differences);
            Decide(header, Block.ReadEntries(bytes, header.EntryCount));
            Head = header.Sequence;
            foreach (var account in watched)
            {
                balances[(account, Head)] = (long)model.Available(account);
            }
        }
    }

    // 2.
    public void Compare(IReadOnlyList<Call> calls)
    {
        foreach (var call in calls)
        {
            var told = call.Result!;
            Assert.True(entries.TryGetValue((told.Player, told.Id), out var stored), $"{call.Command} was answered with {told.Status} and is not in the history");
            Assert.Equal((told.BlockSequence, told.EntryIndex, told.Result), stored);
        }

        CompareOrder(calls);
    }

    // 3.
    public void Compare(IReadOnlyList<BalanceRead> reads, IReadOnlyList<Call> calls)
    {
        var answered = calls.OrderBy(call => call.ReturnedAt).ToList();
        var later = calls.OrderBy(call => call.CalledAt).ToList();
        var newestAnswered = Running(answered.Select(call => call.Result!.BlockSequence), Math.Max);
        var oldestLater = Running(later.Select(call => call.Result!.BlockSequence).Reverse(), Math.Min);
        foreach (var read in reads)
        {
            Assert.True(read.Block == 0 ? read.Available == 0 : balances[(read.Account, read.Block)] == read.Available, $"{read} was shown, and the history has {balances.GetValueOrDefault((read.Account, read.Block))}");

            // 4.
            var before = CountOf(answered, call => call.ReturnedAt < read.CalledAt);
            Assert.True(before == 0 || newestAnswered[before - 1] <= read.Block, $"{read} does not know of block {newestAnswered[Math.Max(0, before - 1)]}, which had been answered before");
            var after = later.Count - CountOf(later, call => call.CalledAt <= read.ReturnedAt);
            Assert.True(after == 0 || oldestLater[after - 1] > read.Block, $"{read} knows of a command that was not yet called");
        }
    }

    // 4.
    private static void CompareOrder(IReadOnlyList<Call> calls)
    {
        var answered = calls.OrderBy(call => call.ReturnedAt).ToList();
        var newest = Running(answered.Select(call => call.Result!.BlockSequence), Math.Max);
        foreach (var call in calls)
        {
            var before = CountOf(answered, other => other.ReturnedAt < call.CalledAt);
            Assert.True(before == 0 || newest[before - 1] < call.Result!.BlockSequence, $"{call.Command} stands in block {call.Result!.BlockSequence}, and block {newest[Math.Max(0, before - 1)]} had been answered before it was called");
        }
    }

    // 1.
    private void Decide(BlockHeader header, IReadOnlyList<BlockEntry> decided)
    {
        for (var i = 0; i < decided.Count; i++)
        {
            var (caller, command, result) = decided[i];
            var expected = model.Apply(caller.Role, command);
            Assert.True(expected == result.Status, $"block {header.Sequence}, entry {i}, {command}: the model says {expected}, the history {result.Status}");
            if (result is { IsAccepted: true } && result.Asset != default && !command.Player.IsOperator)
            {
                Assert.Equal((long)model.Available(new AccountRef(command.Player, AccountKind.Cash, result.Asset)), result.CashAfter.Units);
            }

            Assert.True(entries.TryAdd((command.Player, command.Id), (header.Sequence, i, result)), $"{command.Id} took effect twice");
        }
    }

    private static BlockHeader ReadHeader(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        return BlockHeader.Read(ref reader);
    }

    private static List<long> Running(IEnumerable<long> values, Func<long, long, long> keep)
    {
        var running = new List<long>();
        foreach (var value in values)
        {
            running.Add(running.Count == 0 ? value : keep(running[^1], value));
        }

        return running;
    }

    /// <summary>How many at the beginning of a sorted list are so.</summary>
    private static int CountOf(List<Call> sorted, Func<Call, bool> isSo)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = isSo(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
