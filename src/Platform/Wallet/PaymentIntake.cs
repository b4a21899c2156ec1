using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Wallet;

/// <summary>
/// A provider's callback, from its bytes to a committed block:
/// 1. prove the bytes; 2. read them; 3. write the payment down with the id of its command; 4. confirm it to the ledger; 5. write down what became of it. Only then is
/// the callback answered well. The id follows from the provider's reference, and the row keeps the first one, so a callback that comes
/// twice, or again after a crash between any two steps, credits once. What matches no open intent lies in unmatched deposits and is refunded by
/// <see cref="PaymentRefunds"/>.
/// </summary>
internal sealed class PaymentIntake(
    WalletOptions options, PaymentStore payments, ILedger ledger, IPaymentProvider provider, WalletMetrics metrics, TimeProvider clock, ILogger logger)
{
    public async Task<Status> TakeAsync(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> rawBody, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (rawBody.Length > PaymentNotice.MaxBytes)
        {
            return metrics.Callback(Status.Malformed);
        }

        if (!CallbackSignature.Holds(options.CallbackKeys, options.CallbackTolerance, now, headers, rawBody.Span)) // 1
        {
            logger.LogWarning("A callback for provider {Provider} is not signed as it must be", provider.Name);
            return metrics.Callback(Status.SignatureInvalid);
        }

        if (PaymentNotice.Read(rawBody.Span, now.ToUnixTimeMilliseconds()) is not { } notice) // 2
        {
            logger.LogError("Provider {Provider} signed a callback that can't be read", provider.Name);
            return metrics.Callback(Status.Malformed);
        }

        try
        {
            return metrics.Callback(notice.Event == PaymentNotice.Cancelled ? await CancelAsync(notice, cancellation) : await ReceiveAsync(notice, cancellation));
        }
        catch (LedgerUnavailableException unavailable)
        {
            // The provider sends it again, and the sweep goes on with a payment that is written down.
            return metrics.Callback(unavailable.Status);
        }
    }

    /// <summary>Steps 4 and 5, for a new payment and for one that was left between. A provider that waits is kept waiting rather than told to come again.</summary>
    public async Task<Status> ConfirmAsync(PaymentRow row, Urgency urgency, CancellationToken cancellation)
    {
        var confirm = new ConfirmDeposit(row.Command, row.Player, row.Intent, row.Asset, row.Amount, row.Provider, ProviderReference.Of(row.Reference));
        var stored = await ledger.SubmitAsync(confirm, new SubmitOptions(urgency), cancellation); // 4
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var state = stored.Status != Status.Accepted ? PaymentState.NeedsPerson
            : stored.Result.Detail == ConfirmDeposit.Credited ? PaymentState.Credited
            : PaymentState.Unmatched;
        await payments.MoveAsync(row, state, 0, now, cancellation); // 5
        if (state == PaymentState.NeedsPerson)
        {
            logger.LogError("The ledger refuses the confirmed payment {Reference} of provider {Provider}: {Status}", row.Reference, row.Provider, stored.Status);
        }

        return stored.Status;
    }

    private async Task<Status> ReceiveAsync(PaymentNotice notice, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var asked = new PaymentRow(
            provider.Number,
            notice.Payment,
            DerivedId.Of("confirm", notice.UnixMs, provider.Name, notice.Payment),
            PlayerOrOperator(notice.Player),
            new CommandId(notice.Intent),
            notice.AssetId,
            notice.Units,
            notice.UnixMs,
            PaymentState.Received,
            0);
        var row = await payments.AddOrFindAsync(asked, Tries.NextUnixMs(now, 0), cancellation); // 3
        if ((row.Player, row.Intent, row.Asset, row.Amount) != (asked.Player, asked.Intent, asked.Asset, asked.Amount))
        {
            logger.LogError("Provider {Provider} reports payment {Reference} again, and differently", provider.Name, row.Reference);
            return Status.Conflict;
        }

        return row.State switch
        {
            PaymentState.Received => await ConfirmAsync(row, Urgency.Patient, cancellation),
            PaymentState.NeedsPerson => Status.Conflict,
            _ => Status.Accepted,
        };
    }

    /// <summary>The player or the provider gave up. An intent that is over already, or that nobody knows, needs nothing.</summary>
    private async Task<Status> CancelAsync(PaymentNotice notice, CancellationToken cancellation)
    {
        var player = PlayerOrOperator(notice.Player);
        if (player.IsOperator || !Uuid.IsV7(notice.Intent))
        {
            return Status.NotFound;
        }

        var intent = new CommandId(notice.Intent);
        var id = DerivedId.Of("cancel", Uuid.UnixMs(notice.Intent), provider.Name, notice.Payment, notice.Intent.ToString());
        var stored = await ledger.SubmitAsync(new CancelDeposit(id, player, intent), cancellation);
        return stored.Status is Status.UnknownIntent or Status.IntentResolved or Status.UnknownPlayer ? Status.Accepted : stored.Status;
    }

    /// <summary>Who can't be a player of ours leaves the payment with the operator, unmatched: the money is real all the same.</summary>
    private PlayerId PlayerOrOperator(Guid stated) =>
        Uuid.IsV7(stated) && Uuid.Tag(stated) < options.PartitionCount ? new PlayerId(stated) : PlayerId.Operator(0);
}
