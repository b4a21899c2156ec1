// A round's postings: what was taken from each of the player's accounts, and how the payout was split (docs/fairness.md, "The export").

import type { Round } from "./export.js";
import type { Findings } from "./findings.js";

export function checkPosting(chain: string, round: Round, findings: Findings): void {
  const name = `chain ${chain}, nonce ${round.nonce}`;
  const { stake, payout, after, contributions } = round;
  if (round.status !== 0) {
    findings.expect(payout.cash === 0n && payout.bonus === 0n && round.outcome.length === 0, `${name}: it was refused, and has an outcome or a payout`);
    return;
  }
  const amounts = [stake.cash, stake.bonus, payout.cash, payout.bonus, after.cash, after.bonus ?? 0n];
  if (!findings.expect(amounts.every((amount) => amount >= 0n), `${name}: an amount is negative`)) {
    return;
  }
  const staked = stake.cash + stake.bonus;
  if (!findings.expect(staked > 0n, `${name}: there is no stake`)) {
    return;
  }
  findings.postingsChecked++;
  const paid = payout.cash + payout.bonus;
  const toBonus = (paid * stake.bonus) / staked;
  findings.expect(toBonus === payout.bonus, `${name}: of the payout ${paid}, ${payout.bonus} went to bonus, and should be ${toBonus}`);
  findings.expect(contributions.every((amount) => amount > 0n), `${name}: a contribution is not positive`);
  findings.expect(contributions.reduce((sum, amount) => sum + amount, 0n) <= staked, `${name}: the contributions are more than the stake`);
  checkSources(round, staked, name, findings);
}

function checkSources(round: Round, staked: bigint, name: string, findings: Findings): void {
  const { stake, payout, after, sources } = round;
  const cashBefore = after.cash - payout.cash + stake.cash;
  findings.expect(cashBefore >= stake.cash, `${name}: the cash stake was more than the cash that was there`);
  if (sources === "cash") {
    findings.expect(stake.bonus === 0n, `${name}: the stake comes from cash alone, and ${stake.bonus} was taken from bonus`);
  } else if (sources === "cash-bonus") {
    const fromCash = least(staked, cashBefore);
    findings.expect(stake.cash === fromCash, `${name}: ${stake.cash} of the stake was taken from cash, and should be ${fromCash}`);
  } else if (sources === "bonus-cash" && after.bonus !== null) {
    const fromBonus = least(staked, after.bonus - payout.bonus + stake.bonus);
    findings.expect(stake.bonus === fromBonus, `${name}: ${stake.bonus} of the stake was taken from bonus, and should be ${fromBonus}`);
  } else if (sources === "bonus-cash" || sources === null) {
    findings.notChecked.push(`${name}: in what order the stake was taken, or the bonus after it, was not kept`);
  } else {
    findings.differences.push(`${name}: the stake was taken in an order that there is not (${sources})`);
  }
}

function least(staked: bigint, available: bigint): bigint {
  return available < 0n ? 0n : available < staked ? available : staked;
}
