using Croupier.Book;
using Croupier.Tests.Simulation.World;
using static Croupier.Tests.Simulation.Audit.DisagreementException;

namespace Croupier.Tests.Simulation.Audit;

/// <summary>At the end: the chain alone leads to every stored row and to its digest, which is also computed here from the rows (I6).</summary>
internal static class FinalAudit
{
    public static void Check(SimulatedStorage storage)
    {
        var replay = new BlockReplay(TestBook.PartitionNumber);
        var differences = new List<string>();
        foreach (var block in storage.Blocks)
        {
            replay.Replay(block.Header, block.Hash, block.Entries, differences);
        }

        var byCaller = new BlockReplay(TestBook.PartitionNumber, ReplayedIds.ProvenByCaller);
        foreach (var block in storage.Blocks)
        {
            byCaller.Replay(block.Header, block.Hash, block.Entries, differences);
        }

        Unless(differences.Count == 0, $"I6: the chain does not replay: {differences.FirstOrDefault()}");
        Unless(storage.Rows.Accounts.SequenceEqual(replay.Accounts()), "I6: the accounts are not those that the chain leads to");
        Unless(storage.Rows.Items.Select(StoredRows.Text).SequenceEqual(replay.Items().Select(StoredRows.Text)), "I6: the items are not those that the chain leads to");
        storage.Snapshot();
    }
}
