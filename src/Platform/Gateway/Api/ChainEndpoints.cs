using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Api;

/// <summary>A player's seed chains, with everything that a verifier needs once a chain is closed.</summary>
internal sealed class ChainEndpoints(IFairness fairness, IWallet wallet, ISessions sessions, ApiReply reply)
{
    private const int MostChains = 100;

    public async Task ListAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var chains = await fairness.ListChainsAsync(caller.Player, MostChains, context.RequestAborted);
        IReadOnlyList<ChainBody> bodies = [.. chains.Select(Body)];
        await reply.WriteAsync(context, bodies, ApiJson.Default.IReadOnlyListChainBody);
    }

    public async Task ChainAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var id = ApiRequest.Id(context.Request.RouteValues["chain"] as string) ?? throw new RefusedException(Status.NotFound);
        var chain = await fairness.FindChainAsync(caller.Player, new ChainId(id), context.RequestAborted);
        if (chain is null || chain.Player != caller.Player)
        {
            throw new RefusedException(Status.NotFound);
        }

        var rounds = await wallet.RoundsOfChainAsync(caller.Player, chain.Chain, chain.ClosedAt?.Block ?? 0, context.RequestAborted);
        var body = Body(chain);
        var whole = new ChainWithRoundsBody(
            body.Chain,
            body.Session,
            body.SeedHash,
            body.ClientSeed,
            body.Closed,
            body.ServerSeed,
            body.OpenedUnixMs,
            [.. rounds.Select(HistoryEndpoints.Body)]);
        await reply.WriteAsync(context, whole, ApiJson.Default.ChainWithRoundsBody);
    }

    private static ChainBody Body(ChainView chain) => new(
        chain.Chain.ToString(),
        chain.Session.ToString(),
        chain.SeedHash.ToString(),
        chain.ClientSeed.IsEmpty ? null : ApiRequest.Base64(chain.ClientSeed.Span),
        chain.Closed,
        chain is { Closed: true, ServerSeed: { } seed } ? ApiRequest.Base64(seed) : null,
        chain.OpenedUnixMs);
}
