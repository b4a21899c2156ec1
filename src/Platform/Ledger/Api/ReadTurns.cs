using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;

namespace Croupier.Platform.Ledger.Api;

/// <summary>What every read has around it: the permission, a place among the caller's reads, the partition, and the time that a read may take.</summary>
internal sealed class ReadTurns(CallerTable callers, Func<int, LedgerReads?> partitions, LedgerApiOptions options, TimeProvider clock)
{
    public KnownCaller CallerOf(RpcCall call) => callers.Of(call.Peer);

    public LedgerReads? Reads(uint partition) => partition <= 0xFFF ? partitions((int)partition) : null;

    public async Task<RpcAnswer<T>> RunAsync<T>(
        RpcCall call, ApiReads what, uint partition, Func<LedgerReads, CancellationToken, Task<RpcAnswer<T>>> read, TimeSpan longer = default)
        where T : class
    {
        var caller = CallerOf(call);
        if (caller.MayRead(what) is { } notPermitted)
        {
            return notPermitted;
        }

        using var place = caller.Reads.TryEnter();
        if (place is null)
        {
            return ApiRefusals.TooMany("reads");
        }

        return Reads(partition) is { } reads
            ? await WithinAsync(over => read(reads, over), longer, call.Over)
            : ApiRefusals.WrongPartition((int)Math.Min(partition, int.MaxValue));
    }

    /// <summary>A read that takes longer than a read may is told so; one that the caller has ended ends.</summary>
    public async Task<RpcAnswer<T>> WithinAsync<T>(Func<CancellationToken, Task<RpcAnswer<T>>> read, TimeSpan longer, CancellationToken over)
        where T : class
    {
        using var time = new CancellationTokenSource(options.ReadWithin + longer, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, time.Token);
        try
        {
            return await read(either.Token);
        }
        catch (OperationCanceledException) when (!over.IsCancellationRequested)
        {
            return ApiRefusals.CannotRead("the partition is not led here now, or its index or history is far behind");
        }
        catch (Exception e) when (DatabaseTrouble.IsPassing(e) || e is IOException)
        {
            return ApiRefusals.CannotRead("the ledger's database, or its archive, can't be read now");
        }
    }
}
