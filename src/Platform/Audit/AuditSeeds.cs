using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Audit;

/// <summary>The seeds of the chains that one follower meets, in memory alone and bounded; zeroed when they go. For one thread at a time.</summary>
internal sealed class AuditSeeds(int capacity) : IDisposable
{
    private readonly Dictionary<ChainId, LinkedListNode<(ChainId Chain, ReadOnlyMemory<byte> Seed)>> entries = [];
    private readonly LinkedList<(ChainId Chain, ReadOnlyMemory<byte> Seed)> byUse = new();

    public bool Has(ChainId chain) => entries.ContainsKey(chain);

    /// <summary>The chain's server seed, which stays this cache's. Throws when it is not here.</summary>
    public ReadOnlySpan<byte> Of(ChainId chain)
    {
        var node = entries[chain];
        byUse.Remove(node);
        byUse.AddLast(node);
        return node.Value.Seed.Span;
    }

    /// <summary>Takes over the seeds: the caller keeps no reference to them.</summary>
    public void Add(ChainId chain, ActiveSeeds seeds)
    {
        Remove(chain);
        entries[chain] = byUse.AddLast((chain, seeds.ServerSeed));
    }

    public void Remove(ChainId chain)
    {
        if (entries.Remove(chain, out var node))
        {
            byUse.Remove(node);
            Zero(node.Value.Seed);
        }
    }

    /// <summary>Drops those that were not used for the longest time. Between blocks: a block's own chains are all here while it is checked.</summary>
    public void Trim()
    {
        while (entries.Count > capacity)
        {
            Remove(byUse.First!.Value.Chain);
        }
    }

    public void Dispose()
    {
        while (byUse.First is { } first)
        {
            Remove(first.Value.Chain);
        }
    }

    private static void Zero(ReadOnlyMemory<byte> seed)
    {
        if (MemoryMarshal.TryGetArray(seed, out var array))
        {
            CryptographicOperations.ZeroMemory(array.AsSpan());
        }
    }
}
