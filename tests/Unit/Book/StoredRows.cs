using Croupier.Book;

namespace Croupier.Tests.Unit.Book;

/// <summary>What a database would hold after the blocks that it took: rows by number, new ones added, changed ones replaced.</summary>
internal sealed class StoredRows
{
    public List<AccountRow> Accounts { get; } = [];

    public List<ItemRow> Items { get; } = [];

    public static string Text(ItemRow row) => $"{row.Number} {row.Kind} {Convert.ToHexStringLower(row.Value)}";

    public void Take(SealedBlock block)
    {
        foreach (var row in block.ChangedAccounts)
        {
            Assert.Equal(Accounts[(int)row.Number - 1].Account, row.Account);
            Accounts[(int)row.Number - 1] = row;
        }

        foreach (var row in block.NewAccounts)
        {
            Assert.Equal(Accounts.Count + 1, row.Number);
            Accounts.Add(row);
        }

        foreach (var row in block.ChangedItems)
        {
            Assert.Equal(Items[(int)row.Number - 1].Kind, row.Kind);
            Items[(int)row.Number - 1] = row;
        }

        foreach (var row in block.NewItems)
        {
            Assert.Equal(Items.Count + 1, row.Number);
            Items.Add(row);
        }
    }

    public PartitionSnapshot Snapshot(SealedBlock last, long idsLowWaterUnixMs) =>
        new(last.Header, last.Hash, [.. Accounts], [.. Items], idsLowWaterUnixMs);

    public long Balance(AccountRef account) =>
        Accounts.Where(row => row.Account == account).Select(row => row.CreditsPosted - row.DebitsPosted).SingleOrDefault();
}
