// The rules of docs/fairness.md §6 that no public vector reaches: the bounds.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeSlotRound, grantedAfter, isSlot, type SlotParameters, type SpinView, totalPay } from "../src/games/slot.js";

const vectors = JSON.parse(readFileSync(new URL("../../../docs/fairness-vectors.json", import.meta.url), "utf8")) as {
  rules: { parameters: unknown }[];
};
const parameters: SlotParameters = vectors.rules.map((rules) => rules.parameters).find(isSlot)!;
const plain = decodeSlotRound(parameters, new Uint8Array(parameters.reels.length)).spins[0]!;
const like = (change: Partial<SpinView>): SpinView => ({ ...plain, ...change });
const round = (spins: readonly SpinView[]) => ({ spins, segment: null });

test("free spins are granted again up to the most that a round may have", () => {
  const { retriggerScatters: enough, retriggerSpins: more, maxFreeSpins: most } = parameters;
  expect(grantedAfter(parameters, 8, like({ scatters: enough }))).toBe(8 + more);
  expect(grantedAfter(parameters, 8, like({ scatters: enough - 1 }))).toBe(8);
  expect(grantedAfter(parameters, most - 1, like({ scatters: enough }))).toBe(most);
  expect(grantedAfter(parameters, most, like({ scatters: enough + 1 }))).toBe(most);
});

test("free spins count more, and no round pays more than its most", () => {
  const { freeSpinMultiplier: times, maxPayoutMultiple: most } = parameters;
  expect(totalPay(parameters, round([like({ pay: 100 }), like({ pay: 30 }), like({ pay: 5 })]))).toBe(100 + times * 35);
  expect(totalPay(parameters, round([like({ pay: most }), like({ pay: 1 })]))).toBe(most);
});

test("an outcome of another length, or a stop beyond its strip, is none", () => {
  for (const outcome of [new Uint8Array(0), new Uint8Array(4), new Uint8Array(11), Uint8Array.of(0, 0, 0, 0, 255)]) {
    expect(() => decodeSlotRound(parameters, outcome)).toThrow(RangeError);
  }
});
