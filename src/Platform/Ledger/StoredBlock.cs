using Croupier.Book;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Commands;
using Croupier.Platform.Ledger.History;

namespace Croupier.Platform.Ledger;

/// <summary>A durable block as its bytes. It is decoded once, whoever of its followers comes first.</summary>
internal sealed class StoredBlock(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> entries, BlockRows? rows = null)
{
    private readonly Lazy<Block> decoded = new(() => new Block(header, hash, Block.ReadEntries(entries.Span, header.EntryCount)) { EntryBytes = entries });

    public BlockHeader Header { get; } = header;

    public Hash256 Hash { get; } = hash;

    public ReadOnlyMemory<byte> Entries { get; } = entries;

    public Block Decoded => decoded.Value;

    /// <summary>The instance that the partition goes on in after this block; null: where it is.</summary>
    public string? MovesTo() =>
        Header.EntryCount > 0 && Decoded.Entries[^1] is { Command: MovePartition move, Result.Status: Status.Accepted } ? move.Destination : null;

    /// <summary>What moved in it, where the block was committed by this process just now.</summary>
    public BlockRows? Rows { get; } = rows;

    /// <summary>About what it takes in RAM.</summary>
    public long Bytes => Entries.Length + BlockHeader.Size + (Rows?.Bytes ?? 0);

    /// <summary>What the producers of its commands were told, or should have been.</summary>
    public IReadOnlyList<AddressedResult> Results()
    {
        var entries = Decoded.Entries;
        var results = new AddressedResult[entries.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var (caller, command, result) = entries[i];
            results[i] = new AddressedResult(caller, new StoredResult(command.Id, command.Player, Header.Sequence, i, command, result));
        }

        return results;
    }
}
