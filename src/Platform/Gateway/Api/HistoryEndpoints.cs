using System.Globalization;
using Croupier.Kernel;
using Croupier.Kernel.Ports;
using Microsoft.AspNetCore.Http;

namespace Croupier.Platform.Gateway.Api;

/// <summary>A player's rounds and movements, newest first, a page at a time.</summary>
internal sealed class HistoryEndpoints(IWallet wallet, ISessions sessions, ApiReply reply)
{
    private const int MostAPage = 500;
    private const int UsualPage = 50;

    public async Task RoundsAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var limit = Limit(context);
        var rounds = await wallet.RoundsAsync(caller.Player, ApiRequest.Cursor(context), limit, context.RequestAborted);
        var next = rounds.Count < limit ? null : Cursor(rounds[^1].BlockSequence, rounds[^1].EntryIndex);
        await reply.WriteAsync(context, new RoundsBody([.. rounds.Select(Body)], next), ApiJson.Default.RoundsBody);
    }

    public async Task MovementsAsync(HttpContext context)
    {
        var caller = ApiRequest.Caller(context, sessions);
        var limit = Limit(context);
        var movements = await wallet.MovementsAsync(caller.Player, ApiRequest.Cursor(context), limit, context.RequestAborted);
        var next = movements.Count < limit ? null : Cursor(movements[^1].BlockSequence, movements[^1].EntryIndex);
        await reply.WriteAsync(context, new MovementsBody([.. movements.Select(Body)], next), ApiJson.Default.MovementsBody);
    }

    /// <summary>A refused round has no outcome to show, whatever is stored beside it.</summary>
    public static RoundBody Body(RoundView round)
    {
        var decided = round.Status == Status.Accepted;
        return new(
            round.Round.ToString(),
            round.BlockSequence,
            round.EntryIndex,
            round.UnixMs,
            round.Game.Name,
            round.RulesHash.ToString(),
            round.Chain.ToString(),
            round.Nonce,
            ApiRequest.Base64(round.Choice),
            decided ? ApiRequest.Base64(round.Outcome) : "",
            round.Asset.Code,
            round.Stake.Units,
            decided ? round.Payout.Units : 0,
            round.CashAfter.Units,
            (int)round.Status,
            round.Status.ToString());
    }

    private static MovementBody Body(MovementView movement) => new(
        movement.Command.ToString(),
        movement.BlockSequence,
        movement.EntryIndex,
        movement.UnixMs,
        movement.Reason,
        movement.Asset.Code,
        movement.Amount.Units,
        movement.CashAfter.Units);

    private static int Limit(HttpContext context) => (int)(ApiRequest.Number(context, "limit", 1, MostAPage) ?? UsualPage);

    private static string Cursor(long block, int entry) => string.Create(CultureInfo.InvariantCulture, $"{block}.{entry}");
}
