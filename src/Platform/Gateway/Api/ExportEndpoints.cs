using System.Globalization;
using System.Text.Json;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Api;

/// <summary>
/// A player's export: everything a stranger needs to derive the player's rounds again, in one document (docs/fairness.md, "The export"). It is written chain by chain, so
/// that the longest has no more than one chain's rounds in memory.
/// </summary>
internal sealed class ExportEndpoints(IFairness fairness, IWallet wallet, IGames games, ISessions sessions, GatewayMetrics metrics, TimeProvider clock)
{
    private const int MostChains = 20;
    private const int UsualChains = 10;

    // 2^53 - 1, the largest number that every reader of JSON takes as it is.
    private const long LastTime = (1L << 53) - 1;

    public async Task ExportAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var cancellation = context.RequestAborted;
        var limit = (int)(ApiRequest.Number(context, "limit", 1, MostChains) ?? UsualChains);
        var one = ApiRequest.QueryId(context, "chain");
        var chains = one is { } id ? await OneAsync(caller.Player, new ChainId(id), cancellation) : await fairness.ListChainsAsync(caller.Player, Range(context), limit, cancellation);
        var keys = await fairness.ReceiptKeysAsync(cancellation);

        // Read before the first byte goes out: what fails later can only break the answer off.
        var first = chains.Count > 0 ? await RoundsAsync(chains[0], cancellation) : [];
        Begin(context);
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        var export = new ExportWriter(json, games.Rules);
        export.Begin(caller.Player, clock.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var chain in chains)
        {
            export.Chain(chain, ReferenceEquals(chain, chains[0]) ? first : await RoundsAsync(chain, cancellation));
            await json.FlushAsync(cancellation);
            await context.Response.BodyWriter.FlushAsync(cancellation);
        }

        export.End(keys, one is null && chains.Count == limit ? chains[^1].Chain : null);
        await json.FlushAsync(cancellation);
    }

    /// <summary>The keys that receipts are checked with, for anyone.</summary>
    public async Task KeysAsync(HttpContext context)
    {
        var keys = await fairness.ReceiptKeysAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "public, max-age=60";
        context.Response.ContentType = "application/jwk-set+json";
        metrics.Requested(StatusCodes.Status200OK);
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        ExportWriter.Keys(json, "keys", keys);
        json.WriteEndObject();
    }

    private async Task<IReadOnlyList<ChainView>> OneAsync(PlayerId player, ChainId id, CancellationToken cancellation)
    {
        var chain = await fairness.FindChainAsync(player, id, cancellation);
        return chain is not null && chain.Player == player ? [chain] : throw new RefusedException(Status.NotFound);
    }

    private Task<IReadOnlyList<RoundView>> RoundsAsync(ChainView chain, CancellationToken cancellation) =>
        wallet.RoundsOfChainAsync(chain.Player, chain.Chain, (chain.ClosedAt ?? chain.SeededAt ?? chain.OpenedAt)?.Block ?? 0, cancellation);

    private static ChainRange Range(HttpContext context) => new(
        ApiRequest.QueryId(context, "before") is { } before ? new ChainId(before) : null,
        ApiRequest.Number(context, "from", 0, LastTime) ?? 0,
        ApiRequest.Number(context, "to", 0, LastTime) ?? LastTime);

    private void Begin(HttpContext context)
    {
        metrics.Requested(StatusCodes.Status200OK);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var day = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"croupier-export-{day}.json\"";
    }
}
