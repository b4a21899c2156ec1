using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api;

/// <summary>Reads of what is durable: a stored result, the head, and blocks from any sequence.</summary>
internal sealed class ReadMethods(ReadTurns turns, LedgerApiMetrics metrics)
{
    public async Task<RpcAnswer<Messages.Decision>> ResultAsync(Messages.GetResultRequest request, RpcCall call)
    {
        var fields = new FieldReader();
        var id = new CommandId(fields.Id(request.Id, "id"));
        var ofOperator = request.ScopeCase == Messages.GetResultRequest.ScopeOneofCase.OperatorOf;
        var player = CommandMessages.Scope(ofOperator, ofOperator ? request.OperatorOf : 0, request.Player, fields);
        if (!fields.IsWhole)
        {
            return ApiRefusals.Malformed(fields);
        }

        return await turns.RunAsync<Messages.Decision>(call, ApiReads.Results, (uint)player.Partition, async (reads, over) =>
        {
            var (result, through) = await reads.FindAsync(player, id, over);
            return result is not null
                ? DecisionMessages.Write(result)
                : new RpcRefusal(GrpcCode.NotFound, $"no command with this id was decided up to block {through}") { Reason = Status.NotFound };
        });
    }

    public Task<RpcAnswer<Messages.Head>> HeadAsync(Messages.GetHeadRequest request, RpcCall call) =>
        turns.RunAsync<Messages.Head>(call, ApiReads.Head, request.Partition, async (reads, over) =>
        {
            var head = await reads.HeadAsync(over);
            return new Messages.Head { Header = DecisionMessages.Write(head.Header), Hash = head.Hash.ToString() };
        });

    /// <summary>Blocks for as long as the caller reads. Ends only with a refusal.</summary>
    public async Task<RpcRefusal?> BlocksAsync(Messages.ReadBlocksRequest request, RpcWriter writer, RpcCall call)
    {
        var caller = turns.CallerOf(call);
        if (caller.MayRead(ApiReads.Blocks) is { } notPermitted)
        {
            return notPermitted;
        }

        using var place = caller.Feeds.TryEnter();
        if (place is null)
        {
            return ApiRefusals.TooMany("streams of blocks");
        }

        if (turns.Reads(request.Partition) is not { } reads)
        {
            return ApiRefusals.WrongPartition((int)Math.Min(request.Partition, int.MaxValue));
        }

        var begin = await turns.WithinAsync(over => BeginAsync(reads, request, over), TimeSpan.Zero, call.Over);
        if (begin.Refusal is { } cannot)
        {
            return cannot;
        }

        await foreach (var block in reads.BlocksAfter(request.AfterSequence, call.Over))
        {
            foreach (var part in BlockParts.Of(block, request.Form))
            {
                writer.Write(part);
                await writer.FlushAsync(call.Over);
            }

            metrics.BlocksGiven(caller.Name, 1);
        }

        return null;
    }

    /// <summary>What has come after a sequence, up to a limit; waits for the first, and then takes what is there.</summary>
    public Task<RpcAnswer<Messages.BlockPage>> PageAsync(Messages.ReadBlocksRequest request, int limit, TimeSpan wait, RpcCall call) =>
        turns.RunAsync<Messages.BlockPage>(call, ApiReads.Blocks, request.Partition, async (reads, over) =>
        {
            var begin = await BeginAsync(reads, request, over);
            if (begin.Refusal is { } cannot)
            {
                return cannot;
            }

            var page = new Messages.BlockPage();
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(over);
            waiting.CancelAfter(wait);
            try
            {
                await foreach (var block in reads.BlocksAfter(request.AfterSequence, waiting.Token))
                {
                    page.Blocks.Add(BlockParts.Of(block, request.Form));
                    var head = (await reads.HeadAsync(over)).Header.Sequence;
                    if (block.Header.Sequence >= Math.Min(head, request.AfterSequence + limit) || page.CalculateSize() > BlockParts.PieceBytes * 4)
                    {
                        break;
                    }
                }
            }
            catch (OperationCanceledException) when (!over.IsCancellationRequested)
            {
                // Nothing came in the time that the caller wanted to wait: an empty page says so.
            }

            page.HeadSequence = (await reads.HeadAsync(over)).Header.Sequence;
            metrics.BlocksGiven(turns.CallerOf(call).Name, page.Blocks.Count(part => part.Last));
            return page;
        }, wait);

    /// <summary>
    /// Whether a reader can go on here: the chain has come as far as the reader has, and is the one that it has read. A reader that is ahead has seen blocks that this
    /// database has lost; going on would give it a second history under the same numbers.
    /// </summary>
    private static async Task<RpcAnswer<Messages.Head>> BeginAsync(LedgerReads reads, Messages.ReadBlocksRequest request, CancellationToken over)
    {
        var fields = new FieldReader();
        if (request.AfterSequence < 0)
        {
            fields.Refuse("afterSequence", "is negative");
        }

        if (!Enum.IsDefined(request.Form))
        {
            fields.Refuse("form", "has a value that is not known");
        }

        var hash = request.AfterHash.Length > 0 ? fields.Hash(request.AfterHash, "afterHash") : (Hash256?)null;
        if (!fields.IsWhole)
        {
            return ApiRefusals.Malformed(fields);
        }

        var head = await reads.HeadAsync(over);
        if (request.AfterSequence > head.Header.Sequence)
        {
            return new RpcRefusal(
                GrpcCode.FailedPrecondition, $"the reader has block {request.AfterSequence}, and the chain here ends with {head.Header.Sequence}");
        }

        if (hash is { } expected && await HashOfAsync(reads, request.AfterSequence, over) != expected)
        {
            return new RpcRefusal(GrpcCode.FailedPrecondition, $"block {request.AfterSequence} has another hash here than the reader's: it is another chain");
        }

        return new Messages.Head();
    }

    private static async Task<Hash256> HashOfAsync(LedgerReads reads, long sequence, CancellationToken over)
    {
        if (sequence == 0)
        {
            return Hash256.Zero;
        }

        await foreach (var block in reads.BlocksAfter(sequence - 1, over))
        {
            return block.Hash;
        }

        throw new InvalidOperationException("the feed ended, which it never does");
    }
}
