// Everything that docs/fairness.md, "What a verifier checks", lists, over one export.

import { FormatError, same, toHex } from "./bytes.js";
import { checkCommitment } from "./commitment.js";
import type { Export, ExportedRules } from "./export.js";
import { Findings } from "./findings.js";
import { readRules } from "./games/known.js";
import type { Rules } from "./games/rules.js";
import type { PublicKey } from "./keys.js";
import { checkOrder } from "./order.js";
import { checkOutcomes, rulesKey } from "./outcomes.js";
import { checkPosting } from "./postings.js";
import { sha256 } from "./sha256.js";

/** `trusted`: keys that the verifier has from elsewhere; null: those of the export. */
export async function verify(document: Export, trusted: readonly PublicKey[] | null = null): Promise<Findings> {
  const findings = new Findings();
  for (const key of [...document.keys, ...(trusted ?? [])]) {
    findings.expect(key.isNamedRight, `receipt key ${key.id}: its id is not the one that follows from it`);
  }
  if (trusted === null && document.chains.some((chain) => chain.receipt !== null)) {
    findings.notChecked.push("receipts are checked with the export's own keys: compare these with keys that you have kept");
  }

  const rules = new Map<string, Rules | null>();
  for (const one of document.rules) {
    rules.set(rulesKey(one.game, one.rulesHash), usable(one, findings));
  }

  const keys = (trusted ?? document.keys).filter((key) => key.isNamedRight);
  const ids = new Set<string>();
  for (const chain of document.chains) {
    findings.chains++;
    await checkCommitment(document.player, chain, keys, findings);
    checkOrder(chain, ids, findings);
    chain.rounds.forEach((round) => checkPosting(chain.chain, round, findings));
    checkOutcomes(chain, rules, findings);
  }
  return findings;
}

function usable(one: ExportedRules, findings: Findings): Rules | null {
  const name = `rules ${toHex(one.rulesHash)} of ${one.game}`;
  if (one.canonical === null) {
    findings.notChecked.push(`${name}: the export does not have them`);
    return null;
  }
  if (!findings.expect(same(sha256(one.canonical), one.rulesHash), `${name}: SHA-256 of their bytes is another`)) {
    return null;
  }
  try {
    const read = readRules(one.canonical);
    if (read === null) {
      findings.notChecked.push(`${name}: this verifier does not know their kind`);
      return null;
    }
    return findings.expect(read.game === one.game, `${name}: their bytes are those of ${read.game}`) ? read : null;
  } catch (wrong) {
    if (!(wrong instanceof FormatError)) {
      throw wrong;
    }
    findings.differences.push(`${name}: ${wrong.message}`);
    return null;
  }
}
