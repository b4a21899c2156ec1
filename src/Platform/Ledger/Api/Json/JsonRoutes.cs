using Croupier.Platform.Rpc;
using Croupier.Wire.Grpc;
using Croupier.Wire.Ledger;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Messages = Croupier.Wire.Ledger.Messages;

namespace Croupier.Platform.Ledger.Api.Json;

/// <summary>
/// The same methods as the gRPC service's, as JSON over HTTPS: a command's body is its message in protobuf's JSON mapping. docs/ledger-api.openapi.json describes them; a
/// test holds it against the messages. Streams become pages: <c>GET …/blocks</c> waits for what comes and gives what is there.
/// </summary>
internal sealed class JsonRoutes(CommandDoor door, ReadMethods reads, LedgerApiOptions options, JsonCalls calls)
{
    private const string Json = "application/json";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/commands", context => calls.AnswerAsync(context, "Submit", SubmitAsync));
        routes.MapGet("/v1/players/{player}/commands/{id}", context => calls.AnswerAsync(context, "GetResult", PlayersResultAsync));
        routes.MapGet("/v1/operators/{partition}/commands/{id}", context => calls.AnswerAsync(context, "GetResult", OperatorsResultAsync));
        routes.MapGet("/v1/partitions/{partition}/head", context => calls.AnswerAsync(context, "GetHead", HeadAsync));
        routes.MapGet("/v1/partitions/{partition}/blocks", context => calls.AnswerAsync(context, "ReadBlocks", BlocksAsync));
    }

    private async Task<(IMessage?, RpcRefusal?)> SubmitAsync(HttpContext context, RpcCall call)
    {
        if (context.Request.ContentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) != true)
        {
            return (null, ApiRefusals.Malformed("Content-Type", $"is not {Json}"));
        }

        var body = await JsonCalls.BodyAsync(context, call.Over);
        if (LedgerJson.Read<Messages.Command>(body, out var why) is not { } command)
        {
            return (null, ApiRefusals.Malformed("the body", why));
        }

        var answer = await door.SubmitAsync(command, call.Peer, "", call.Over);
        return (answer.Message, answer.Refusal);
    }

    private async Task<(IMessage?, RpcRefusal?)> PlayersResultAsync(HttpContext context, RpcCall call)
    {
        var answer = await reads.ResultAsync(new() { Id = Route(context, "id"), Player = Route(context, "player") }, call);
        return (answer.Message, answer.Refusal);
    }

    private async Task<(IMessage?, RpcRefusal?)> OperatorsResultAsync(HttpContext context, RpcCall call)
    {
        var address = new AddressReader(context);
        var partition = (uint)address.RouteNumber("partition", uint.MaxValue);
        if (!address.Fields.IsWhole)
        {
            return (null, ApiRefusals.Malformed(address.Fields));
        }

        var answer = await reads.ResultAsync(new() { Id = address.Route("id"), OperatorOf = partition }, call);
        return (answer.Message, answer.Refusal);
    }

    private async Task<(IMessage?, RpcRefusal?)> HeadAsync(HttpContext context, RpcCall call)
    {
        var address = new AddressReader(context);
        var partition = (uint)address.RouteNumber("partition", uint.MaxValue);
        if (!address.Fields.IsWhole)
        {
            return (null, ApiRefusals.Malformed(address.Fields));
        }

        var answer = await reads.HeadAsync(new() { Partition = partition }, call);
        return (answer.Message, answer.Refusal);
    }

    private async Task<(IMessage?, RpcRefusal?)> BlocksAsync(HttpContext context, RpcCall call)
    {
        var address = new AddressReader(context);
        var request = new Messages.ReadBlocksRequest
        {
            Partition = (uint)address.RouteNumber("partition", uint.MaxValue),
            AfterSequence = address.QueryNumber("after", long.MaxValue) ?? 0,
            AfterHash = address.Query("afterHash"),
            Form = Form(address.Query("form"), address.Fields),
        };
        var limit = address.QueryNumber("limit", options.MaxBlocksPerPage) ?? 16;
        var wait = address.QueryNumber("waitMs", (long)options.LongestPageWait.TotalMilliseconds) ?? 0;
        if (limit == 0)
        {
            address.Fields.Refuse("limit", "is zero");
        }

        address.ExpectNoMore();
        if (!address.Fields.IsWhole)
        {
            return (null, ApiRefusals.Malformed(address.Fields));
        }

        var page = await reads.PageAsync(request, (int)limit, TimeSpan.FromMilliseconds(wait), call);
        return (page.Message, page.Refusal);
    }

    private static string Route(HttpContext context, string name) => context.GetRouteValue(name) as string ?? "";

    private static Messages.ReadBlocksRequest.Types.Form Form(string text, FieldReader fields)
    {
        switch (text)
        {
            case "" or "DECODED": return Messages.ReadBlocksRequest.Types.Form.Decoded;
            case "BYTES": return Messages.ReadBlocksRequest.Types.Form.Bytes;
            case "BOTH": return Messages.ReadBlocksRequest.Types.Form.Both;
            default:
                fields.Refuse("form", "is none of DECODED, BYTES, BOTH");
                return default;
        }
    }
}
