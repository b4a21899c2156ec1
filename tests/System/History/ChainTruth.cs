using Croupier.Book;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Npgsql;

namespace Croupier.Tests.System.History;

/// <summary>
/// What every account had after every block, from a replay of the stored chain: the totals that decisions were made on, not the movements that history is made of.
/// </summary>
internal sealed class ChainTruth
{
    private readonly List<Dictionary<AccountRef, AccountRow>> after = [[]];
    private readonly List<long> clocks = [0];

    public long Head => after.Count - 1;

    /// <summary>How many entries the chain has, refusals included.</summary>
    public int Entries { get; private set; }

    public IEnumerable<AccountRef> Accounts => after[^1].Keys;

    public static async Task<ChainTruth> OfAsync(NpgsqlDataSource dataSource, long through)
    {
        var truth = new ChainTruth();
        var replay = new BlockReplay(partition: 0);
        await using var command = dataSource.CreateCommand("select header, hash, entries from ledger.block where partition = 0 and sequence <= $1 order by sequence");
        command.Parameters.AddWithValue(through);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var differences = new List<string>();
            var header = Header(reader.GetFieldValue<byte[]>(0));
            var block = replay.Replay(header, new Hash256(reader.GetFieldValue<byte[]>(1)), reader.GetFieldValue<byte[]>(2), differences);
            Assert.Empty(differences);
            var now = new Dictionary<AccountRef, AccountRow>(truth.after[^1]);
            foreach (var row in block.NewAccounts.Concat(block.ChangedAccounts))
            {
                now[row.Account] = row;
            }

            truth.after.Add(now);
            truth.Entries += header.EntryCount;
            truth.clocks.Add(header.ClockUnixMs);
        }

        return truth;
    }

    public (Money Posted, Money DebitsPending, Money CreditsPending) BalanceOf(AccountRef account, long block)
    {
        var row = after[(int)block].GetValueOrDefault(account);
        return (new(row.CreditsPosted - row.DebitsPosted), new(row.DebitsPending), new(row.CreditsPending));
    }

    public long ClockOf(long block) => clocks[(int)block];

    /// <summary>The last block whose clock is not later.</summary>
    public long BlockAt(long unixMs) => clocks.FindLastIndex(clock => clock <= unixMs);

    private static BlockHeader Header(byte[] bytes)
    {
        var reader = new ByteReader(bytes);
        return BlockHeader.Read(ref reader);
    }
}
