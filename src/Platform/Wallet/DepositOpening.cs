using Croupier.Kernel;
using Croupier.Kernel.Commands;
using Croupier.Kernel.Ports;
using Microsoft.Extensions.Logging;

namespace Croupier.Platform.Wallet;

/// <summary>
/// From a player's wish to a page where the money can be paid:
/// 1. write the row, with the time at which it lapses; 2. reserve the limit in the partition (<see cref="OpenDeposit"/>); 3. ask the provider for its page;
/// 4. write the page into the row. Each step may be done again, so whoever finds the row between two steps, the player's own retry or the sweep, goes on from 2.
/// While the ledger or the provider gives no answer the player is told that the deposit is opening: it is written down, and the sweep sees it through.
/// </summary>
internal sealed class DepositOpening(
    WalletOptions options, IntentStore intents, ILedger ledger, IPaymentProvider provider, TimeProvider clock, ILogger logger)
{
    /// <summary>How long an opening is left to the request that made it.</summary>
    private const long SweepAfterMs = 10_000;

    private const int SweepLimit = 50;

    public async Task<(Status Status, DepositView? Deposit)> OpenAsync(CommandId id, PlayerId player, AssetId asset, Money amount, CancellationToken cancellation)
    {
        if (AmountRules.Judge(id, asset, amount) is var judged && judged != Status.Accepted)
        {
            return (judged, null);
        }

        var now = clock.GetUtcNow();
        var asked = new IntentRow(player, id, asset, amount, (now + options.IntentLife).ToUnixTimeMilliseconds(), IntentState.Opening, null);
        var row = await intents.AddOrFindAsync(asked, now.ToUnixTimeMilliseconds() + SweepAfterMs, cancellation); // 1
        if (row.Asset != asset || row.Amount != amount)
        {
            return (Status.Conflict, null);
        }

        var status = row.State == IntentState.Ready ? Status.Accepted : await FinishAsync(row, cancellation);
        status = status is Status.Busy or Status.Unavailable ? Status.Accepted : status;
        return (status, status == Status.Accepted ? await intents.FindViewAsync(player, id, cancellation) : null);
    }

    /// <summary>Goes on with what a crash or a silent provider left open, until the intent lapses.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var row in await intents.ClaimUnfinishedAsync(now, now + SweepAfterMs, SweepLimit, cancellation))
        {
            if (row.LapsesUnixMs <= now)
            {
                await intents.GiveUpAsync(row, cancellation);
                continue;
            }

            var status = await FinishAsync(row, cancellation);
            logger.LogInformation("The deposit {Intent} of player {Player} was taken up again: {Status}", row.Intent, row.Player, status);
        }
    }

    private async Task<Status> FinishAsync(IntentRow row, CancellationToken cancellation)
    {
        try
        {
            var stored = await ledger.SubmitAsync(new OpenDeposit(row.Intent, row.Player, row.Asset, row.Amount, provider.Number, row.LapsesUnixMs), cancellation); // 2
            if (stored.Status != Status.Accepted)
            {
                await intents.GiveUpAsync(row, cancellation);
                return stored.Status;
            }

            if (row.State == IntentState.GivenUp)
            {
                // Reserved once and over since: no page is made for it any more.
                return Status.Accepted;
            }

            var page = await provider.CreatePaymentAsync(
                new PaymentRequest(row.Player, row.Intent, row.Asset, AmountRules.InMinor(row.Asset, row.Amount), options.DepositReturnUrl, row.LapsesUnixMs), cancellation); // 3
            await intents.MarkReadyAsync(row, page, cancellation); // 4
            return Status.Accepted;
        }
        catch (LedgerUnavailableException unavailable)
        {
            return unavailable.Status;
        }
        catch (ProviderUnavailableException unavailable)
        {
            logger.LogWarning("The provider gives no page for deposit {Intent}: {Reason}", row.Intent, unavailable.Message);
            return Status.Unavailable;
        }
    }
}
