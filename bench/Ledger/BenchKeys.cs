using Croupier.Kernel;
using Croupier.Kernel.Commands;

namespace Croupier.Bench.Ledger;

/// <summary>One key for every producer of the benchmark.</summary>
internal sealed class BenchKeys : IProducerKeys
{
    public const ushort Version = 1;

    public static readonly byte[] Key = [.. Enumerable.Repeat((byte)0x5A, 32)];

    public byte[]? Find(Caller caller, ushort keyVersion) => keyVersion == Version ? Key : null;
}
