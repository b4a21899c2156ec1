using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Api;

/// <summary>What anyone may read: games with their rules and exact RTP, assets, the keys that tokens are signed with.</summary>
internal sealed class CatalogEndpoints(IGames games, ISessions sessions, ApiReply reply)
{
    private const int PercentDecimals = 4;

    private const string ForAMinute = "public, max-age=60";

    public Task GamesAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = ForAMinute;
        IReadOnlyList<GameBody> bodies = [.. games.Lobby.Select(Body)];
        return reply.WriteAsync(context, bodies, ApiJson.Default.IReadOnlyListGameBody);
    }

    public Task AssetsAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = ForAMinute;
        IReadOnlyList<AssetBody> bodies = [.. Assets.All.Select(a => new AssetBody(a.Id.Code, a.Symbol, a.DisplayExponent, a.LedgerExponent))];
        return reply.WriteAsync(context, bodies, ApiJson.Default.IReadOnlyListAssetBody);
    }

    public async Task KeysAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = ForAMinute;
        context.Response.ContentType = "application/jwk-set+json";
        await context.Response.WriteAsync(sessions.JwksJson, Encoding.UTF8, context.RequestAborted);
    }

    /// <summary>100 × numerator ÷ denominator, cut off (never rounded up) after four decimals, trailing zeros dropped.</summary>
    public static string Percent(string numerator, string denominator)
    {
        var scaled = BigInteger.Parse(numerator, CultureInfo.InvariantCulture) * BigInteger.Pow(10, PercentDecimals + 2)
            / BigInteger.Parse(denominator, CultureInfo.InvariantCulture);
        var (whole, decimals) = BigInteger.DivRem(scaled, BigInteger.Pow(10, PercentDecimals));
        var text = decimals.ToString(CultureInfo.InvariantCulture).PadLeft(PercentDecimals, '0').TrimEnd('0');
        return text.Length == 0 ? whole.ToString(CultureInfo.InvariantCulture) : $"{whole.ToString(CultureInfo.InvariantCulture)}.{text}";
    }

    private static GameBody Body(GameInfo game)
    {
        using var parameters = JsonDocument.Parse(game.ParametersJson);
        return new(
            game.Game.Name,
            game.Title,
            game.RulesHash.ToString(),
            game.RulesText,
            new RtpBody(game.RtpNumerator, game.RtpDenominator, Percent(game.RtpNumerator, game.RtpDenominator)),
            game.Asset.Code,
            game.MinStake.Units,
            game.MaxStake.Units,
            game.MaxPayoutMultiple,
            parameters.RootElement.Clone());
    }
}
