using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Pays committed withdrawals, each once:
/// 1. write down that the provider is asked; 2. ask, under a key that follows from the withdrawal; 3. write down its answer; 4. settle in the ledger, under a derived
/// id: paid, or returned to the player; 5. write down that it is settled.
/// An answer that is not known blocks everything but the question what has become of it: only a provider that never received the request is asked again.
/// </summary>
internal sealed class PayoutWriter(PayoutStore payouts, ILedger ledger, IPaymentProvider provider, WalletMetrics metrics, TimeProvider clock, ILogger logger)
{
    private const int SweepLimit = 200;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task SweepAsync(CancellationToken cancellation)
    {
        await using var turn = await payouts.TryBecomeWriterAsync(cancellation);
        if (turn is null)
        {
            return;
        }

        foreach (var row in await payouts.UnfinishedAsync(Now, SweepLimit, cancellation))
        {
            await TryAsync(row, GoOnAsync, cancellation);
        }

        foreach (var row in await payouts.NewAsync(provider.Number, SweepLimit, cancellation))
        {
            if (await payouts.TryBeginAsync(row, Tries.NextUnixMs(Now, 0), cancellation)) // 1
            {
                await TryAsync(row, async (r, c) => await TakeAnswerAsync(r, await AskAsync(r, c), c), cancellation); // 2
            }
        }
    }

    private async Task TryAsync(PayoutRow row, Func<PayoutRow, CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(row, cancellation);
        }
        catch (Exception failed) when (failed is LedgerUnavailableException or ProviderUnavailableException)
        {
            metrics.Retry("payout");
            logger.LogWarning("The payout of withdrawal {Withdrawal} of player {Player} waits: {Reason}", row.Withdrawal, row.Player, failed.Message);
            await payouts.MoveAsync(row, row.State, row.Tries + 1, Tries.NextUnixMs(Now, row.Tries), cancellation);
        }
    }

    private async Task GoOnAsync(PayoutRow row, CancellationToken cancellation)
    {
        if (row.State != PayoutState.Asked)
        {
            await SettleAsync(row, cancellation);
            return;
        }

        var answer = await provider.PayoutStatusAsync(row.Key, cancellation);
        await TakeAnswerAsync(row, answer.Answer == ProviderAnswer.NotFound ? await AskAsync(row, cancellation) : answer, cancellation);
    }

    private Task<PayoutAnswer> AskAsync(PayoutRow row, CancellationToken cancellation) =>
        provider.PayOutAsync(new PayoutRequest(row.Key, row.Player, row.Asset, AmountRules.InMinor(row.Asset, row.Amount)), cancellation);

    private async Task TakeAnswerAsync(PayoutRow row, PayoutAnswer answer, CancellationToken cancellation)
    {
        var state = answer.Answer switch
        {
            ProviderAnswer.Done => PayoutState.Paid,
            ProviderAnswer.Refused => PayoutState.Refused,
            _ => PayoutState.Asked,
        };
        if (state == PayoutState.Asked)
        {
            await payouts.MoveAsync(row, state, row.Tries + 1, Tries.NextUnixMs(Now, row.Tries), cancellation);
            return;
        }

        row = row with { Reference = ProviderReference.Of(answer.Reference) };
        await payouts.MoveAsync(row, state, 0, Now, cancellation); // 3
        await SettleAsync(row with { State = state, Tries = 0 }, cancellation);
    }

    private async Task SettleAsync(PayoutRow row, CancellationToken cancellation)
    {
        // The id says nothing of how it ended: if it could ever be settled both ways, the second is a conflict.
        var id = DerivedId.Of("settle", Uuid.UnixMs(row.Withdrawal.Value), row.Withdrawal.ToString());
        var stored = await ledger.SubmitAsync(new SettleWithdrawal(id, row.Player, row.Withdrawal, row.State == PayoutState.Paid, row.Reference), cancellation); // 4
        var end = stored.Status == Status.Accepted ? PayoutState.Settled : PayoutState.NeedsPerson;
        await payouts.MoveAsync(row, end, row.Tries, Now, cancellation); // 5
        metrics.Payout(row.State, end);
        if (end == PayoutState.NeedsPerson)
        {
            logger.LogError("The ledger refuses to settle withdrawal {Withdrawal} of player {Player}: {Status}", row.Withdrawal, row.Player, stored.Status);
        }
    }
}
