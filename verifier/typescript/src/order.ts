// The order of a chain's steps in the blocks, its nonces, and its length.

import type { Chain, Round } from "./export.js";
import type { Findings } from "./findings.js";

const maxRounds = 10_000;
const lifetimeMs = 24 * 3_600_000;
const clockGrainMs = 60_000;

interface Step {
  readonly block: number;
  readonly entry: number;
}

/** `ids`: of all chains before it. */
export function checkOrder(chain: Chain, ids: Set<string>, findings: Findings): void {
  const name = `chain ${chain.chain}`;
  const played = chain.rounds.filter((round) => round.status === 0);
  checkSteps(chain, played, name, findings);
  checkNonces(played, name, findings);
  for (const round of chain.rounds) {
    findings.expect(!ids.has(round.id), `${name}, nonce ${round.nonce}: command id ${round.id} comes twice`);
    ids.add(round.id);
  }
  checkRounds(chain, played, name, findings);
  checkEnd(chain, played, name, findings);
}

const isBefore = (one: Step, other: Step): boolean => one.block < other.block || (one.block === other.block && one.entry < other.entry);

function checkSteps(chain: Chain, played: readonly Round[], name: string, findings: Findings): void {
  const { opened, seeded, closed, clientSeed } = chain;
  const [first, last] = [played[0], played.at(-1)];
  findings.expect((clientSeed === null) === (seeded === null), `${name}: the client seed and its place do not belong together`);
  findings.expect(clientSeed !== null || first === undefined, `${name}: there are rounds, and no client seed`);
  if (opened === null) {
    findings.notChecked.push(`${name}: the place of its commitment is not in the export`);
    return;
  }
  if (seeded !== null) {
    findings.expect(opened.block < seeded.block, `${name}: the client seed (block ${seeded.block}) does not come after the block of the commitment (${opened.block})`);
    findings.expect(opened.unixMs <= seeded.unixMs, `${name}: time goes back from the commitment to the client seed`);
    findings.expect(opened.partition === seeded.partition, `${name}: commitment and client seed are of two partitions`);
    findings.expect(first === undefined || seeded.block < first.block, `${name}: the first round does not come after the block of the client seed`);
    findings.expect(first === undefined || seeded.unixMs <= first.unixMs, `${name}: time goes back from the client seed to the first round`);
  }
  if (closed !== null) {
    const end = last ?? opened;
    findings.expect(isBefore(end, closed), `${name}: the closing does not come after the last round`);
    findings.expect(seeded === null || seeded.block < closed.block, `${name}: the closing does not come after the client seed`);
    findings.expect(end.unixMs <= closed.unixMs, `${name}: time goes back to the closing`);
    findings.expect(opened.partition === closed.partition, `${name}: commitment and closing are of two partitions`);
  }
}

function checkNonces(played: readonly Round[], name: string, findings: Findings): void {
  findings.expect(played.length <= maxRounds, `${name}: there are ${played.length} rounds, and a chain has at most ${maxRounds}`);
  let expected = 0;
  for (const { nonce } of played) {
    if (nonce > expected) {
      findings.differences.push(nonce === expected + 1 ? `${name}: gap: nonce ${expected} is missing` : `${name}: gap: nonces ${expected} to ${nonce - 1} are missing`);
    } else if (nonce < expected) {
      findings.differences.push(`${name}, nonce ${nonce}: the nonce comes again, or out of order`);
    }
    expected = Math.max(expected, nonce + 1);
  }
}

function checkRounds(chain: Chain, played: readonly Round[], name: string, findings: Findings): void {
  played.forEach((round, i) => {
    const before = played[i - 1];
    findings.expect(before === undefined || isBefore(before, round), `${name}, nonce ${round.nonce}: it does not stand after the round before it`);
    findings.expect(before === undefined || before.unixMs <= round.unixMs, `${name}, nonce ${round.nonce}: time goes back`);
    findings.expect(
      chain.opened === null || round.unixMs - chain.opened.unixMs <= lifetimeMs + clockGrainMs,
      `${name}, nonce ${round.nonce}: it stands later than 24 hours after the opening`,
    );
  });
}

function checkEnd(chain: Chain, played: readonly Round[], name: string, findings: Findings): void {
  switch (chain.reason) {
    case null:
    case "player":
      break;
    case "rounds":
      findings.expect(played.length === maxRounds, `${name}: it was closed for its number of rounds, and has ${played.length}`);
      break;
    case "time":
      findings.expect(
        chain.opened === null || chain.closed === null || chain.closed.unixMs - chain.opened.unixMs >= lifetimeMs,
        `${name}: it was closed for its time, before 24 hours were over`,
      );
      break;
    default:
      findings.differences.push(`${name}: it was closed for a reason that there is not (${chain.reason})`);
  }
}
