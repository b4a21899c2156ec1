namespace Croupier.Kernel;

/// <summary>Where a decision stands: the block of its partition, its index in it, the block's hash, and the partition's clock after it (Unix ms).</summary>
public readonly record struct BlockPlace(long Block, int Entry, Hash256 BlockHash, long UnixMs);
