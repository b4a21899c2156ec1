import { expect, test } from "vitest";
import { later, ofBlock, type ShownBalance } from "./balance.js";

const at = (block: bigint, entry: number): ShownBalance => ({ cash: block * 100n + BigInt(entry), bonus: 0n, withdrawalPending: 0n, block, entry });

test("an answer that was overtaken on its way does not set the balance back", () => {
  expect(later(at(7n, 2), at(7n, 1))).toEqual(at(7n, 2));
  expect(later(at(7n, 2), at(6n, 9))).toEqual(at(7n, 2));
});

test("the later place in the ledger is shown", () => {
  expect(later(null, at(1n, 0))).toEqual(at(1n, 0));
  expect(later(at(7n, 2), at(7n, 3))).toEqual(at(7n, 3));
  expect(later(at(7n, 2), at(8n, 0))).toEqual(at(8n, 0));
});

test("the balance after a whole block is later than that after any entry of it", () => {
  const whole = ofBlock({ cash: 5n, bonus: 0n, withdrawalPending: 0n, block: 7n });
  expect(later(at(7n, 8191), whole)).toBe(whole);
  expect(later(whole, at(7n, 8191))).toBe(whole);
});
