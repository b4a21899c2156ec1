using Croupier.Kernel;
using Croupier.Kernel.Blocks;

namespace Croupier.Platform.Ledger;

/// <summary>A time of leading: the session that commits, the epoch that PostgreSQL holds every commit against, and the head it began with.</summary>
internal sealed record Term(LeaderSession Session, long Epoch, BlockHeader Head, Hash256 HeadHash);
