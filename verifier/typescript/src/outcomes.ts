// Draws each round of a closed chain again, and computes its payout.

import { FormatError, same, toHex } from "./bytes.js";
import type { Chain, Round } from "./export.js";
import type { Findings } from "./findings.js";
import type { Rules } from "./games/rules.js";
import { RoundStream } from "./roundStream.js";

export const rulesKey = (game: string, rulesHash: Uint8Array): string => `${game} ${toHex(rulesHash)}`;

export function checkOutcomes(chain: Chain, rules: ReadonlyMap<string, Rules | null>, findings: Findings): void {
  const { serverSeed, clientSeed } = chain;
  if (serverSeed === null) {
    if (chain.rounds.length > 0) {
      findings.notChecked.push(`chain ${chain.chain}: the outcomes of its ${chain.rounds.length} rounds, because it is open and its seed is not revealed`);
    }
    return;
  }
  if (clientSeed === null) {
    return;
  }
  for (const round of chain.rounds) {
    if (round.status === 0) {
      checkRound(chain.chain, serverSeed, clientSeed, round, rules, findings);
    }
  }
}

function checkRound(chain: string, serverSeed: Uint8Array, clientSeed: Uint8Array, round: Round, rules: ReadonlyMap<string, Rules | null>, findings: Findings): void {
  const name = `chain ${chain}, nonce ${round.nonce}`;
  const game = rules.get(rulesKey(round.game, round.rulesHash));
  if (game === undefined) {
    findings.differences.push(`${name}: its rules (${round.game}) are not listed in the export`);
    return;
  }
  if (game === null) {
    findings.notChecked.push(`${name}: its outcome, because its rules can't be read`);
    return;
  }
  try {
    const outcome = game.draw(new RoundStream({ serverSeed, clientSeed, chain, nonce: BigInt(round.nonce), game: round.game, rulesHash: round.rulesHash }));
    findings.roundsDerived++;
    if (!findings.expect(same(outcome, round.outcome), `${name}: the outcome is ${toHex(round.outcome)}, and derives as ${toHex(outcome)}`)) {
      return;
    }
    const payout = game.payout(outcome, round.choice, round.stake.cash + round.stake.bonus);
    const paid = round.payout.cash + round.payout.bonus;
    findings.expect(payout === paid, `${name}: ${paid} was paid, and the outcome pays ${payout}`);
  } catch (wrong) {
    if (!(wrong instanceof FormatError)) {
      throw wrong;
    }
    findings.differences.push(`${name}: ${wrong.message}`);
  }
}
