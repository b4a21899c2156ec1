using Croupier.Kernel;
using Croupier.Kernel.Blocks;

namespace Croupier.Platform.Ledger;

/// <summary>A time of leading: the session that commits, the epoch that PostgreSQL holds every commit against, the head it began with, and the tag of the batch that the head's position is in.</summary>
internal sealed record Term(LeaderSession Session, long Epoch, BlockHeader Head, Hash256 HeadHash, Hash256? ConsumedBatch);
