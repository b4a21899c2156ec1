using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Croupier.Kernel;
using Croupier.Kernel.Blocks;
using Croupier.Kernel.Bytes;
using Croupier.Kernel.Ports;
using Croupier.Platform.Peers.Links;
using Croupier.Wire.Grpc;
using Croupier.Wire.Peers;
using Croupier.Wire.Peers.Messages;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Peers.Remote;

/// <summary>
/// <see cref="IBlockFeed"/> over all ledger processes: read from whichever leads the partition, and from the next when it does not any more, or is lost, where the reader
/// left off. Like the feed inside a ledger process it never ends and never fails by itself: without a leader it waits for one.
/// </summary>
public sealed class RemoteBlockFeed(PeerLinks links) : RemotePort(links, Role.Ledger), IBlockFeed
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<int, PeerLink> leaders = new();

    public async IAsyncEnumerable<Block> ReadAsync(int partition, long afterSequence, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var after = afterSequence;
        while (true)
        {
            foreach (var (link, session) in Candidates(partition))
            {
                var request = new ReadRequest { Partition = (uint)partition, AfterSequence = after };
                using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, session.Over);
                await using var pieces = session.Channel.ReadAsync(PeerMethods.Read, request, BlockPiece.Parser, over.Token).GetAsyncEnumerator(over.Token);
                var assembly = new BlockAssembly();
                while (await NextAsync(pieces, assembly, link, cancellation) is { } taken)
                {
                    leaders[partition] = link;
                    if (taken.Block is { } block && block.Header.Sequence > after)
                    {
                        InvariantBrokenException.Check(
                            block.Header.Partition == partition && block.Header.Sequence == after + 1, "I6", $"block {after + 1} of partition {partition} is not in the feed");
                        after++;
                        yield return block;
                    }
                }
            }

            await PauseAsync(cancellation);
        }
    }

    public async Task<long> HeadAsync(int partition, CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var (link, session) in Candidates(partition))
            {
                try
                {
                    var request = new GetHeadRequest { Partition = (uint)partition };
                    var head = await session.Channel.CallAsync(PeerMethods.GetHead, request, Head.Parser, Peers.Options.CallWithin, cancellation);
                    leaders[partition] = link;
                    return head.Sequence;
                }
                catch (GrpcException refused)
                {
                    Report(link, refused);
                }
            }

            await PauseAsync(cancellation);
        }
    }

    /// <summary>The one that led last comes first.</summary>
    private IEnumerable<(PeerLink Link, LinkSession Session)> Candidates(int partition)
    {
        var last = leaders.GetValueOrDefault(partition);
        return Links.All.OrderBy(link => link != last).Select(link => (link, link.Usable)).Where(one => one.Usable is not null).Select(one => (one.link, one.Usable!));
    }

    // Null when this process gives no more.
    private async Task<Taken?> NextAsync(IAsyncEnumerator<BlockPiece> pieces, BlockAssembly assembly, PeerLink link, CancellationToken cancellation)
    {
        try
        {
            return await pieces.MoveNextAsync() ? new Taken(assembly.Take(pieces.Current)) : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (GrpcException refused)
        {
            Report(link, refused);
            return null;
        }
        catch (MalformedBytesException malformed)
        {
            Peers.Logger.LogError(malformed, "the block feed of {Address} can't be read", link.Address);
            return null;
        }
    }

    private void Report(PeerLink link, GrpcException refused)
    {
        // That another process leads is the way of things.
        if (refused.Refusal.Reason != Status.WrongPartition)
        {
            Peers.Logger.LogWarning("the block feed of {Address} has ended: {Reason}", link.Address, refused.Refusal.Message);
        }
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        var changed = Links.Changed.Next;
        try
        {
            await changed.WaitAsync(LongestPause, Peers.Clock, cancellation);
        }
        catch (TimeoutException)
        {
            // Leadership moves without a connection's change, so it is looked for now and then.
        }
    }

    private readonly record struct Taken(Block? Block);
}
