import type { RoundResult } from "@croupier/client";
import { usePage } from "../model/context.js";
import { formatMoney } from "../model/money.js";

/**
 * What happened to the money, read out. A return at or below the stake is said plainly and not celebrated.
 */
export function RoundOutcome(props: { readonly round: RoundResult | null; readonly what: string }) {
  const asset = usePage((state) => state.asset);
  const { round, what } = props;
  const won = round !== null && round.payout > round.stake;
  return (
    <div className="round-outcome" role="status" aria-live="polite" aria-atomic="true">
      {round !== null && asset !== null && (
        <p
          className={won ? "outcome good" : "outcome"}
          data-testid="round-result"
          data-round={round.id}
          data-payout={round.payout.toString()}
          data-cash-after={round.cashAfter.toString()}
        >
          <span>{what}</span> <strong>{moneyText(formatMoney(asset, round.payout), formatMoney(asset, round.stake), round)}</strong>
        </p>
      )}
    </div>
  );
}

function moneyText(payout: string, stake: string, round: RoundResult): string {
  if (round.payout > round.stake) {
    return `You win ${payout} for a stake of ${stake}.`;
  }
  return round.payout === 0n ? `The stake of ${stake} is lost.` : `${payout} of the stake of ${stake} comes back.`;
}
