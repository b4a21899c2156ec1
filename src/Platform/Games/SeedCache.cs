using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;

namespace Croupier.Platform.Games;

/// <summary>
/// The seeds of active chains, in memory alone, bounded in number and in time. A round takes a copy under the entry's lock, so that an entry that is dropped can be
/// zeroed at once without a round ever seeing a zeroed seed. An entry is only a copy of what fairness has: whether the chain is open is for the partition to say.
/// </summary>
internal sealed class SeedCache(int capacity, TimeSpan lifetime, TimeProvider clock) : IDisposable
{
    public const int ServerSeedBytes = 32;

    private readonly Lock gate = new();
    private readonly Dictionary<(PlayerId Player, ChainId Chain), Entry> entries = [];

    // In the order of fetching, which is the order in which they lapse.
    private readonly LinkedList<(PlayerId Player, ChainId Chain)> order = new();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    /// <summary>Takes over the seeds: the caller keeps no reference to them.</summary>
    public void Add(PlayerId player, ChainId chain, ActiveSeeds seeds)
    {
        lock (gate)
        {
            DropLapsed();
            Drop((player, chain));
            if (entries.Count == capacity)
            {
                Drop(order.First!.Value);
            }

            var node = order.AddLast((player, chain));
            entries.Add((player, chain), new Entry(seeds, clock.GetTimestamp(), node));
        }
    }

    /// <summary>Copies the seeds of a chain. False when they are not here, or have lapsed.</summary>
    public bool TryCopy(PlayerId player, ChainId chain, Span<byte> serverSeed, Span<byte> clientSeed, out int clientSeedBytes)
    {
        lock (gate)
        {
            clientSeedBytes = 0;
            if (!entries.TryGetValue((player, chain), out var entry))
            {
                return false;
            }

            if (HasLapsed(entry))
            {
                Drop((player, chain));
                return false;
            }

            entry.Seeds.ServerSeed.Span.CopyTo(serverSeed);
            entry.Seeds.ClientSeed.Span.CopyTo(clientSeed);
            clientSeedBytes = entry.Seeds.ClientSeed.Length;
            return true;
        }
    }

    public void Remove(PlayerId player, ChainId chain)
    {
        lock (gate)
        {
            Drop((player, chain));
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            while (order.First is { } first)
            {
                Drop(first.Value);
            }
        }
    }

    private void DropLapsed()
    {
        while (order.First is { } first && HasLapsed(entries[first.Value]))
        {
            Drop(first.Value);
        }
    }

    private bool HasLapsed(Entry entry) => clock.GetElapsedTime(entry.FetchedAt) >= lifetime;

    private void Drop((PlayerId Player, ChainId Chain) key)
    {
        if (entries.Remove(key, out var entry))
        {
            order.Remove(entry.Node);
            Zero(entry.Seeds.ServerSeed);
        }
    }

    private static void Zero(ReadOnlyMemory<byte> seed)
    {
        if (MemoryMarshal.TryGetArray(seed, out var array))
        {
            CryptographicOperations.ZeroMemory(array.AsSpan());
        }
    }

    private readonly record struct Entry(ActiveSeeds Seeds, long FetchedAt, LinkedListNode<(PlayerId Player, ChainId Chain)> Node);
}
