using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Platform.Ledger.Poison;

/// <summary>A message on the log that the writer does not see: a single command, or a whole batch (<see cref="WholeBatch"/> as its index).</summary>
internal sealed record PoisonFind(
    LogPosition Position, string Reason, Caller Producer, ushort KeyVersion, bool IsProven, ReadOnlyMemory<byte> Bytes, Attestation? Attestation)
{
    public const int WholeBatch = -1;
}
