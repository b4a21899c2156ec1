using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Wallet;

/// <summary>
/// Takes every confirmed payment to its end: a received one to the ledger, an unmatched one back to who paid it:
/// 1. write down that the refund is asked for; 2. ask the provider, under a key that follows from the payment; 3. write down that it was given;
/// 4. move the money from unmatched deposits to the provider's clearing account. One that was asked for before, and whose answer is not known, is first asked after.
/// </summary>
internal sealed class PaymentRefunds(
    PaymentStore payments, PaymentIntake intake, ILedger ledger, IPaymentProvider provider, WalletMetrics metrics, TimeProvider clock, ILogger logger)
{
    private const int SweepLimit = 50;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task SweepAsync(CancellationToken cancellation)
    {
        foreach (var row in await payments.UnfinishedAsync(Now, SweepLimit, cancellation))
        {
            try
            {
                await GoOnAsync(row, cancellation);
            }
            catch (Exception failed) when (failed is LedgerUnavailableException or ProviderUnavailableException)
            {
                metrics.Retry("refund");
                logger.LogWarning("Payment {Reference} waits in state {State}: {Reason}", row.Reference, row.State, failed.Message);
                var current = await payments.AddOrFindAsync(row, Now, cancellation);
                await payments.MoveAsync(current, current.State, row.Tries + 1, Tries.NextUnixMs(Now, row.Tries), cancellation);
            }
        }
    }

    private async Task GoOnAsync(PaymentRow row, CancellationToken cancellation)
    {
        switch (row.State)
        {
            case PaymentState.Received:
                await intake.ConfirmAsync(row, Urgency.Usual, cancellation);
                break;
            case PaymentState.Unmatched:
                if (await payments.MoveAsync(row, PaymentState.RefundAsked, row.Tries, Tries.NextUnixMs(Now, row.Tries), cancellation)) // 1
                {
                    var asked = row with { State = PaymentState.RefundAsked };
                    await TakeAnswerAsync(asked, await AskAsync(asked, cancellation), cancellation); // 2
                }

                break;
            case PaymentState.RefundAsked:
                var answer = await provider.RefundStatusAsync(KeyOf(row), cancellation);
                await TakeAnswerAsync(row, answer == ProviderAnswer.NotFound ? await AskAsync(row, cancellation) : answer, cancellation);
                break;
            case PaymentState.RefundConfirmed:
                await BookAsync(row, cancellation);
                break;
        }
    }

    private Task<ProviderAnswer> AskAsync(PaymentRow row, CancellationToken cancellation) =>
        provider.RefundAsync(new RefundRequest(KeyOf(row), row.Reference, row.Asset, AmountRules.InMinor(row.Asset, row.Amount)), cancellation);

    private async Task TakeAnswerAsync(PaymentRow row, ProviderAnswer answer, CancellationToken cancellation)
    {
        switch (answer)
        {
            case ProviderAnswer.Done:
                if (await payments.MoveAsync(row, PaymentState.RefundConfirmed, 0, Now, cancellation)) // 3
                {
                    await BookAsync(row with { State = PaymentState.RefundConfirmed }, cancellation);
                }

                break;
            case ProviderAnswer.Refused:
                logger.LogError("Provider {Provider} refuses to refund payment {Reference}", row.Provider, row.Reference);
                await payments.MoveAsync(row, PaymentState.NeedsPerson, row.Tries, Now, cancellation);
                break;
            default:
                await payments.MoveAsync(row, row.State, row.Tries + 1, Tries.NextUnixMs(Now, row.Tries), cancellation);
                break;
        }
    }

    private async Task BookAsync(PaymentRow row, CancellationToken cancellation)
    {
        var scope = PlayerId.Operator(row.Player.Partition);
        var leg = new Leg(
            new AccountRef(scope, AccountKind.UnmatchedDeposits, row.Asset), new AccountRef(scope, AccountKind.ProviderClearing, row.Asset, row.Provider), row.Amount);
        var id = DerivedId.Of("refund", Uuid.UnixMs(row.Command.Value), provider.Name, row.Reference);
        var stored = await ledger.SubmitAsync(new Transfer(id, scope, TransferReason.UnmatchedRefund, [leg]), cancellation); // 4
        var end = stored.Status == Status.Accepted ? PaymentState.Refunded : PaymentState.NeedsPerson;
        await payments.MoveAsync(row, end, row.Tries, Now, cancellation);
        if (end == PaymentState.NeedsPerson)
        {
            logger.LogError("The ledger refuses to book the refund of payment {Reference}: {Status}", row.Reference, stored.Status);
        }
    }

    private static string KeyOf(PaymentRow row) => $"refund-{row.Command}";
}
