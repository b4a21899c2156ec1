using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api;

/// <summary>
/// Reads of what was. History follows the chain, so each question waits until history has come as far as the question goes: to the block that it names, or else to the
/// head of this moment. Whoever has had a decision therefore finds it here. What can't be answered is refused with a reason, never with less than was asked.
/// </summary>
internal sealed class HistoryMethods(ReadTurns turns, ILedgerHistory history, LedgerApiOptions options)
{
    // They read the database that the partition commits to: what all callers ask at one time is bounded too.
    private readonly Places places = new(options.MaxHistoryReads);

    public async Task<RpcAnswer<Messages.AccountList>> AccountsAsync(Messages.GetAccountsRequest request, RpcCall call)
    {
        var fields = new FieldReader();
        var owner = CommandMessages.Scope(
            request.ScopeCase == Messages.GetAccountsRequest.ScopeOneofCase.OperatorOf, request.HasOperatorOf ? request.OperatorOf : 0, request.Player, fields);
        var caller = turns.CallerOf(call);
        return Refused(caller, ApiReads.Accounts, fields) is { } refusal ? refusal : await AskAsync(
            call, ApiReads.Accounts, owner.Partition, [HistoryPoint.Newest], fields,
            async over => HistoryMessages.Write((await history.AccountsAsync(owner, over)).Where(account => caller.MayRead(account.Kind) is null)));
    }

    public async Task<RpcAnswer<Messages.Balance>> BalanceAsync(Messages.GetBalanceRequest request, RpcCall call)
    {
        var fields = new FieldReader();
        var owner = CommandMessages.Scope(
            request.ScopeCase == Messages.GetBalanceRequest.ScopeOneofCase.OperatorOf, request.HasOperatorOf ? request.OperatorOf : 0, request.Player, fields);
        var account = HistoryMessages.Account(request.Account, owner, fields);
        var at = HistoryMessages.Point(request.At, "at", HistoryPoint.Newest, fields);
        return Refused(turns.CallerOf(call), ApiReads.Accounts, fields, account.Kind) is { } refusal ? refusal : await AskAsync(
            call, ApiReads.Accounts, owner.Partition, [at], fields,
            async over => await history.BalanceAsync(account, at, over) is { } balance ? HistoryMessages.Write(balance) : null);
    }

    public async Task<RpcAnswer<Messages.Statement>> StatementAsync(Messages.GetStatementRequest request, RpcCall call)
    {
        var fields = new FieldReader();
        var owner = CommandMessages.Scope(
            request.ScopeCase == Messages.GetStatementRequest.ScopeOneofCase.OperatorOf, request.HasOperatorOf ? request.OperatorOf : 0, request.Player, fields);
        var account = HistoryMessages.Account(request.Account, owner, fields);
        var (from, to) = Period(request.From, request.To, fields);
        var limit = HistoryMessages.Limit(request.Limit, fields);
        var query = new StatementQuery(account, from, to, request.NewestFirst);
        return Refused(turns.CallerOf(call), ApiReads.Accounts, fields, account.Kind) is { } refusal ? refusal : await AskAsync(
            call, ApiReads.Accounts, owner.Partition, [from, to], Nowhere(request.Cursor, fields),
            async over => await history.StatementAsync(query, Cursor(request.Cursor), limit, over) is { } statement ? HistoryMessages.Write(statement) : null);
    }

    public async Task<RpcAnswer<Messages.HistoryEntry>> EntryAsync(Messages.GetResultRequest request, RpcCall call)
    {
        var fields = new FieldReader();
        var id = new CommandId(fields.Id(request.Id, "id"));
        var owner = CommandMessages.Scope(
            request.ScopeCase == Messages.GetResultRequest.ScopeOneofCase.OperatorOf, request.HasOperatorOf ? request.OperatorOf : 0, request.Player, fields);
        return Refused(turns.CallerOf(call), ApiReads.Results, fields) is { } refusal ? refusal : await InTurnAsync<Messages.HistoryEntry>(
            call, ApiReads.Results, owner.Partition, async (reads, over) =>
            {
                var (_, through) = await reads.FindAsync(owner, id, over);
                return await history.FindCommandAsync(owner, id, over) is { } entry
                    ? HistoryMessages.Write(entry)
                    : new RpcRefusal(GrpcCode.NotFound, $"no command with this id was decided up to block {through}") { Reason = Status.NotFound };
            });
    }

    public async Task<RpcAnswer<Messages.EntryPage>> ReferenceAsync(Messages.FindReferenceRequest request, RpcCall call)
    {
        var fields = new FieldReader();
        var owner = CommandMessages.Scope(ofOperator: true, request.Partition, "", fields);
        var reference = fields.Reference(request.Reference, "reference");
        if (reference.Length == 0)
        {
            fields.Refuse("reference", "is not given");
        }

        return Refused(turns.CallerOf(call), ApiReads.Results, fields) is { } refusal ? refusal : await AskAsync(
            call, ApiReads.Results, owner.Partition, [HistoryPoint.Newest], fields,
            async over => HistoryMessages.Write(new HistoryEntries(await history.FindReferenceAsync(owner.Partition, reference, over), null)));
    }

    public async Task<RpcAnswer<Messages.EntryPage>> SearchAsync(Messages.SearchEntriesRequest request, RpcCall call)
    {
        var fields = new FieldReader();
        var ofPartition = request.OfCase == Messages.SearchEntriesRequest.OfOneofCase.Partition;
        var owner = CommandMessages.Scope(ofPartition, ofPartition ? request.Partition : 0, request.Player, fields);
        if (!ofPartition && owner.IsOperator)
        {
            fields.Refuse("player", "is the operator; its entries are those of the partition");
        }

        var (from, to) = Period(request.From, request.To, fields);
        var limit = HistoryMessages.Limit(request.Limit, fields);
        var query = new EntryQuery(owner.Partition, ofPartition ? null : owner, from, to, request.NewestFirst);
        return Refused(turns.CallerOf(call), ApiReads.Search, fields) is { } refusal ? refusal : await AskAsync(
            call, ApiReads.Search, owner.Partition, [from, to], Nowhere(request.Cursor, fields),
            async over => await history.EntriesAsync(query, Cursor(request.Cursor), limit, over) is { } entries ? HistoryMessages.Write(entries) : null);
    }

    private static (HistoryPoint From, HistoryPoint To) Period(Messages.Point? from, Messages.Point? to, FieldReader fields) =>
        (HistoryMessages.Point(from, "from", HistoryPoint.Genesis, fields), HistoryMessages.Point(to, "to", HistoryPoint.Newest, fields));

    private static string? Cursor(string text) => text.Length == 0 ? null : text;

    // Who may not read is told so, whatever else is wrong with the question.
    private static RpcRefusal? Refused(KnownCaller caller, ApiReads what, FieldReader fields, AccountKind? kind = null) =>
        caller.MayRead(what) ?? (!fields.IsWhole ? ApiRefusals.Malformed(fields) : kind is { } asked ? caller.MayRead(asked) : null);

    // What history answers with nothing, although it has come as far as was asked, was asked wrongly. Which field that is, is known beforehand.
    private static FieldReader Nowhere(string cursor, FieldReader fields)
    {
        if (!fields.IsWhole)
        {
            return fields;
        }

        var nowhere = new FieldReader();
        nowhere.Refuse(cursor.Length > 0 ? "cursor" : "from", cursor.Length > 0 ? "is none of an answer to this question" : "is later than to");
        return nowhere;
    }

    private Task<RpcAnswer<T>> AskAsync<T>(
        RpcCall call, ApiReads what, int partition, HistoryPoint[] points, FieldReader nowhere, Func<CancellationToken, Task<T?>> ask)
        where T : class => InTurnAsync<T>(call, what, partition, async (reads, over) =>
    {
        var head = (await reads.HeadAsync(over)).Header.Sequence;
        if (points.Max(point => point.Block) is { } furthest && furthest > head)
        {
            return new RpcRefusal(GrpcCode.FailedPrecondition, $"block {furthest} is asked for, and the chain here ends with {head}");
        }

        var needed = points.All(point => point.Block is not null) ? points.Max(point => point.Block)!.Value : head;
        if (!await history.ReachedAsync(partition, needed, options.ReadWithin, over))
        {
            return Behind(needed);
        }

        if (await ask(over) is { } answer)
        {
            return answer;
        }

        // Dropped meanwhile, it is built anew: then nothing was wrong with the question.
        return await history.HeadAsync(partition, over) < needed ? Behind(needed)
            : nowhere.IsWhole ? throw new InvalidOperationException("history has come as far as was asked, and gave no answer")
            : ApiRefusals.Malformed(nowhere);
    });

    private static RpcRefusal Behind(long needed) => ApiRefusals.CannotRead($"history has not come to block {needed} yet");

    private Task<RpcAnswer<T>> InTurnAsync<T>(RpcCall call, ApiReads what, int partition, Func<LedgerReads, CancellationToken, Task<RpcAnswer<T>>> read)
        where T : class => turns.RunAsync<T>(call, what, (uint)partition, async (reads, over) =>
    {
        using var own = turns.CallerOf(call).Histories.TryEnter();
        if (own is null)
        {
            return ApiRefusals.TooMany("questions about the past");
        }

        using var place = places.TryEnter();
        return place is null
            ? new RpcRefusal(GrpcCode.ResourceExhausted, "too many questions about the past of all callers at one time") { Reason = Status.Busy, RetryAfter = TimeSpan.FromMilliseconds(100) }
            : await read(reads, over);
    });
}
