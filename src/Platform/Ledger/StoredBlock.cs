using Croupier.Kernel;
using Croupier.Kernel.Blocks;

namespace Croupier.Platform.Ledger;

/// <summary>A durable block as its bytes. It is decoded once, whoever of its followers comes first.</summary>
internal sealed class StoredBlock(BlockHeader header, Hash256 hash, ReadOnlyMemory<byte> entries)
{
    private readonly Lazy<Block> decoded = new(() => new Block(header, hash, Block.ReadEntries(entries.Span, header.EntryCount)));

    public BlockHeader Header { get; } = header;

    public Hash256 Hash { get; } = hash;

    public ReadOnlyMemory<byte> Entries { get; } = entries;

    public Block Decoded => decoded.Value;
}
