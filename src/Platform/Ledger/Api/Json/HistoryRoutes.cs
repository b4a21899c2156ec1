using Croupier.Kernel.Ports;
using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api.Json;

/// <summary>History's questions as addresses: whose, which account, and the period in the query.</summary>
internal sealed class HistoryRoutes(HistoryMethods history, JsonCalls calls)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/players/{player}/accounts", Answer("GetAccounts", AccountsAsync));
        routes.MapGet("/v1/operators/{partition}/accounts", Answer("GetAccounts", AccountsAsync));
        routes.MapGet("/v1/players/{player}/accounts/{kind}/{asset}", Answer("GetBalance", BalanceAsync));
        routes.MapGet("/v1/operators/{partition}/accounts/{kind}/{asset}", Answer("GetBalance", BalanceAsync));
        routes.MapGet("/v1/players/{player}/accounts/{kind}/{asset}/statement", Answer("GetStatement", StatementAsync));
        routes.MapGet("/v1/operators/{partition}/accounts/{kind}/{asset}/statement", Answer("GetStatement", StatementAsync));
        routes.MapGet("/v1/players/{player}/entries/{id}", Answer("GetEntry", EntryAsync));
        routes.MapGet("/v1/operators/{partition}/entries/{id}", Answer("GetEntry", EntryAsync));
        routes.MapGet("/v1/players/{player}/entries", Answer("SearchEntries", SearchAsync));
        routes.MapGet("/v1/partitions/{partition}/entries", Answer("SearchEntries", SearchAsync));
        routes.MapGet("/v1/partitions/{partition}/references", Answer("FindReference", ReferenceAsync));
    }

    private RequestDelegate Answer(string method, Func<AddressReader, RpcCall, Task<(IMessage?, RpcRefusal?)>> run)
    {
        Task AnswerAsync(HttpContext context) => calls.AnswerAsync(context, method, (asked, call) => run(new AddressReader(asked), call));
        return AnswerAsync;
    }

    private Task<(IMessage?, RpcRefusal?)> AccountsAsync(AddressReader address, RpcCall call)
    {
        var request = new Messages.GetAccountsRequest();
        Whose(address, player => request.Player = player, partition => request.OperatorOf = partition);

        return AskAsync(address, () => history.AccountsAsync(request, call));
    }

    private Task<(IMessage?, RpcRefusal?)> BalanceAsync(AddressReader address, RpcCall call)
    {
        var request = new Messages.GetBalanceRequest { Account = Account(address), At = Point(address, "block", "time") };
        Whose(address, player => request.Player = player, partition => request.OperatorOf = partition);

        return AskAsync(address, () => history.BalanceAsync(request, call));
    }

    private Task<(IMessage?, RpcRefusal?)> StatementAsync(AddressReader address, RpcCall call)
    {
        var request = new Messages.GetStatementRequest
        {
            Account = Account(address),
            From = Point(address, "from", "fromTime"),
            To = Point(address, "to", "toTime"),
            NewestFirst = address.QueryFlag("newestFirst"),
            Limit = Limit(address),
            Cursor = address.Query("cursor"),
        };
        Whose(address, player => request.Player = player, partition => request.OperatorOf = partition);

        return AskAsync(address, () => history.StatementAsync(request, call));
    }

    private Task<(IMessage?, RpcRefusal?)> EntryAsync(AddressReader address, RpcCall call)
    {
        var request = new Messages.GetResultRequest { Id = address.Route("id") };
        Whose(address, player => request.Player = player, partition => request.OperatorOf = partition);

        return AskAsync(address, () => history.EntryAsync(request, call));
    }

    private Task<(IMessage?, RpcRefusal?)> SearchAsync(AddressReader address, RpcCall call)
    {
        var request = new Messages.SearchEntriesRequest
        {
            From = Point(address, "from", "fromTime"),
            To = Point(address, "to", "toTime"),
            NewestFirst = address.QueryFlag("newestFirst"),
            Limit = Limit(address),
            Cursor = address.Query("cursor"),
        };
        Whose(address, player => request.Player = player, partition => request.Partition = partition);

        return AskAsync(address, () => history.SearchAsync(request, call));
    }

    private Task<(IMessage?, RpcRefusal?)> ReferenceAsync(AddressReader address, RpcCall call)
    {
        var request = new Messages.FindReferenceRequest { Partition = Partition(address), Reference = address.Query("reference") };
        return AskAsync(address, () => history.ReferenceAsync(request, call));
    }

    private static async Task<(IMessage?, RpcRefusal?)> AskAsync<T>(AddressReader address, Func<Task<RpcAnswer<T>>> ask)
        where T : class, IMessage
    {
        address.ExpectNoMore();
        if (!address.Fields.IsWhole)
        {
            return (null, ApiRefusals.Malformed(address.Fields));
        }

        var answer = await ask();
        return (answer.Message, answer.Refusal);
    }

    private static void Whose(AddressReader address, Action<string> player, Action<uint> partition)
    {
        if (address.HasRoute("player"))
        {
            player(address.Route("player"));
        }
        else
        {
            partition(Partition(address));
        }
    }

    private static uint Partition(AddressReader address) => (uint)address.RouteNumber("partition", uint.MaxValue);

    private static Messages.Account Account(AddressReader address)
    {
        var kind = Messages.Account.Descriptor.EnumTypes.Single().FindValueByName(address.Route("kind"));
        if (kind is null || kind.Number == 0)
        {
            address.Fields.Refuse("kind", "is no kind of account (CASH, HOUSE and so on)");
        }

        return new()
        {
            Kind = (Messages.Account.Types.Kind)(kind?.Number ?? 0), Asset = address.Route("asset"), Sub = (uint)(address.QueryNumber("sub", uint.MaxValue) ?? 0),
        };
    }

    private static Messages.Point? Point(AddressReader address, string block, string time)
    {
        var (sequence, unixMs) = (address.QueryNumber(block, long.MaxValue), address.QueryNumber(time, long.MaxValue));
        if (sequence is not null && unixMs is not null)
        {
            address.Fields.Refuse(time, $"is given beside {block}: one of them says where");
        }

        return sequence is { } after ? new() { Block = after } : unixMs is { } moment ? new() { UnixMs = moment } : null;
    }

    private static uint Limit(AddressReader address)
    {
        var limit = address.QueryNumber("limit", ILedgerHistory.MaxLimit);
        if (limit == 0)
        {
            address.Fields.Refuse("limit", "is zero");
        }

        return (uint)(limit ?? HistoryMessages.UsualLimit);
    }
}
