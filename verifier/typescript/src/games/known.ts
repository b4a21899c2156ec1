// From canonical bytes to rules: the first text says which section of docs/fairness.md they are of.

import { readCascade } from "./cascade.js";
import { readDice } from "./dice.js";
import { readPlinko } from "./plinko.js";
import { readRoulette } from "./roulette.js";
import { type Rules, RulesBytes } from "./rules.js";
import { readSlot } from "./slot.js";

const kinds: Readonly<Record<string, (bytes: RulesBytes) => Rules>> = {
  "croupier/rules/dice 1": readDice,
  "croupier/rules/slot 1": readSlot,
  "croupier/rules/slot 2": readSlot,
  "croupier/rules/roulette 1": readRoulette,
  "croupier/rules/plinko 1": readPlinko,
  "croupier/rules/cascade 1": readCascade,
};

/** Null for a kind or version that this verifier does not know. Throws a FormatError for bytes that are not as their section says. */
export function readRules(canonical: Uint8Array): Rules | null {
  const bytes = new RulesBytes(canonical);
  const kind = `${bytes.text()} ${bytes.u16()}`;
  return kinds[kind]?.(bytes) ?? null;
}
