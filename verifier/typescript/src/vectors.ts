// The public vectors (docs/fairness.md, "The vectors"), derived again.

import { same } from "./bytes.js";
import { Findings } from "./findings.js";
import { readRules } from "./games/known.js";
import type { Rules } from "./games/rules.js";
import { Fields } from "./json.js";
import { rulesKey } from "./outcomes.js";
import { RoundStream } from "./roundStream.js";
import { sha256 } from "./sha256.js";

export function checkVectors(json: string): Findings {
  const root = Fields.parse(json);
  const findings = new Findings();
  const rules = new Map<string, Rules | null>();
  for (const one of root.items("rules")) {
    const [game, hash, canonical] = [one.text("game"), one.hash("rulesHash"), one.bytes("canonicalRules")];
    findings.expect(same(sha256(canonical), hash), `rules of ${game}: another hash`);
    rules.set(rulesKey(game, hash), readRules(canonical));
  }
  for (const one of root.items("streams")) {
    const stream = open(one);
    const words = one.list("words").map(() => stream.word().toString(16).padStart(8, "0"));
    findings.expect(String(words) === String(one.list("words")), `stream of nonce ${one.number("nonce")}: another word`);
  }
  for (const one of root.items("draws")) {
    const stream = open(one);
    const results = one.list("bounds").map((bound) => stream.below(bound as number));
    findings.expect(String(results) === String(one.list("results")), "draws: another result");
    findings.expect(stream.wordsTaken === one.number("wordsUsed"), "draws: another number of words");
  }
  root.items("rounds").forEach((one) => checkRound(one, rules, findings));
  return findings;
}

function checkRound(one: Fields, rules: ReadonlyMap<string, Rules | null>, findings: Findings): void {
  const name = `round of ${one.text("game")}, chain ${one.text("chain")}, nonce ${one.number("nonce")}`;
  const game = rules.get(rulesKey(one.text("game"), one.hash("rulesHash")));
  if (!game) {
    findings.differences.push(`${name}: rules that this verifier does not know`);
    return;
  }
  const outcome = game.draw(open(one));
  findings.roundsDerived++;
  findings.expect(same(outcome, one.bytes("outcome")), `${name}: another outcome`);
  findings.expect(game.payout(outcome, one.bytes("choice"), BigInt(one.number("stake"))) === BigInt(one.number("payout")), `${name}: another payout`);
}

function open(one: Fields): RoundStream {
  return new RoundStream({
    serverSeed: one.bytes("serverSeed"),
    clientSeed: one.bytes("clientSeed"),
    chain: one.id("chain"),
    nonce: BigInt(one.number("nonce")),
    game: one.text("game"),
    rulesHash: one.hash("rulesHash"),
  });
}
