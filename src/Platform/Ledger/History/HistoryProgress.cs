using Croupier.Kernel;

namespace Croupier.Platform.Ledger.History;

/// <summary>
/// The last block in history. <see cref="IsContinuous"/>: what holds changed in every later block is still in <c>ledger.pending</c>, so that history can go on from the
/// tables; otherwise it is built by replay.
/// </summary>
internal readonly record struct HistoryProgress(long Sequence, long LastTransfer, long ClockUnixMs, Hash256 Hash, bool IsContinuous);
