using System.Buffers;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Croupier.Wire.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Croupier.Platform.Gateway.Api;

/// <summary>Balance, deposits, and the way in for payment providers' callbacks.</summary>
internal sealed class WalletEndpoints(IWallet wallet, ISessions sessions, GatewayLimits limits, TimeProvider clock, ApiReply reply)
{
    private const int MostHeaderCharacters = 4096;

    public async Task BalanceAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var code = ApiRequest.Number(context, "asset", 0, ushort.MaxValue) ?? throw new RefusedException(Status.Malformed);
        var block = ApiRequest.Number(context, "block", 0, long.MaxValue) ?? 0;
        var asset = Assets.Find(new AssetId((ushort)code)) ?? throw new RefusedException(Status.NoSuchAsset);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(limits.ReadWithin);
        var balance = await wallet.BalanceAsync(caller.Player, asset.Id, block, deadline.Token);
        var body = new WalletBody(
            balance.Asset.Code, balance.Cash.Units, balance.Bonus.Units, balance.WithdrawalPending.Units, balance.BlockSequence);
        await reply.WriteAsync(context, body, ApiJson.Default.WalletBody);
    }

    public async Task OpenDepositAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var request = await ApiRequest.BodyAsync(context, ApiJson.Default.DepositRequest, limits.MaxBodyBytes);
        if (ApiRequest.Id(request.Id) is not { } value || CommandIds.Check(value, clock, out var id) != Status.Accepted)
        {
            throw new RefusedException(Status.IdMalformed);
        }

        if (request.Asset is < 0 or > ushort.MaxValue)
        {
            throw new RefusedException(Status.NoSuchAsset);
        }

        var (status, deposit) = await wallet.OpenDepositAsync(
            id, caller.Player, new AssetId((ushort)request.Asset), new Money(request.Amount), context.RequestAborted);
        await AnswerAsync(context, status, deposit);
    }

    public async Task DepositAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var intent = ApiRequest.Id(context.Request.RouteValues["intent"] as string) ?? throw new RefusedException(Status.NotFound);
        var deposit = await wallet.FindDepositAsync(caller.Player, new CommandId(intent), context.RequestAborted);
        await AnswerAsync(context, deposit is null ? Status.NotFound : Status.Accepted, deposit);
    }

    /// <summary>Proven by the provider's signature over the raw bytes, so the bytes are passed on exactly as they came. 2xx only after the block has committed.</summary>
    public async Task CallbackAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = limits.MaxCallbackBytes;
        var provider = (string)context.Request.RouteValues["provider"]!;
        var raw = await BytesAsync(context);
        var status = await wallet.DepositCallbackAsync(provider, Headers(context.Request), raw, context.RequestAborted);
        if (status == Status.Accepted)
        {
            reply.NoContent(context);
            return;
        }

        await reply.RefuseAsync(context, status);
    }

    private static Dictionary<string, string> Headers(HttpRequest request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers)
        {
            // A header that comes twice is ambiguous, and a signature over it proves nothing.
            if (values.Count == 1 && values[0] is { Length: <= MostHeaderCharacters } value)
            {
                headers[name] = value;
            }
        }

        return headers;
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private Task AnswerAsync(HttpContext context, Status status, DepositView? deposit)
    {
        if (status != Status.Accepted || deposit is null)
        {
            return reply.RefuseAsync(context, status == Status.Accepted ? Status.NotFound : status);
        }

        var body = new DepositBody(
            deposit.Intent.ToString(), deposit.Asset.Code, deposit.Amount.Units, deposit.State, deposit.PaymentUrl, deposit.LapsesUnixMs);
        return reply.WriteAsync(context, body, ApiJson.Default.DepositBody);
    }
}
