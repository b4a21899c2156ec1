using Croupier.Kernel;
using Croupier.Kernel.Blocks;

namespace Croupier.Book;

/// <summary>
/// Replays a chain from genesis through the same decisions, and says what does not agree. For <c>verify ledger</c> and for tests.
/// </summary>
public sealed class BlockReplay
{
    public BlockReplay(int partition) => throw new NotImplementedException();

    /// <summary>
    /// Replays one block and returns it with the rows that follow from it. <paramref name="differences"/> names whatever is not as stored: header hash, previous
    /// hash, sequence, entries hash, a result, the state digest, a count.
    /// </summary>
    public SealedBlock Replay(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> entries, ICollection<string> differences) => throw new NotImplementedException();

    /// <summary>Every account after the last replayed block, by number.</summary>
    public IReadOnlyList<AccountRow> Accounts() => throw new NotImplementedException();

    /// <summary>Every item after the last replayed block, by number.</summary>
    public IReadOnlyList<ItemRow> Items() => throw new NotImplementedException();
}
