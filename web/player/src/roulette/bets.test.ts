import { expect, test } from "vitest";
import type { RouletteParameters } from "@croupier/client";
import { betText, colourOf, partsOf } from "./bets.js";

test("weights are the chips in lowest terms", () => {
  expect(partsOf(new Map([[3, 500_000n]]), 10_000n)).toEqual([{ bet: 3, weight: 1 }]);
  expect(
    partsOf(
      new Map([
        [150, 1_000_000n],
        [17, 100_000n],
      ]),
      10_000n,
    ),
  ).toEqual([
    { bet: 150, weight: 10 },
    { bet: 17, weight: 1 },
  ]);
  expect(partsOf(new Map(), 10_000n)).toEqual([]);
});

test("colours and names come from the table", () => {
  const parameters = { bets: [{ kind: "red", name: "red", pockets: [1] }, { kind: "black", name: "black", pockets: [2] }] } as unknown as RouletteParameters;
  expect([0, 1, 2].map((pocket) => colourOf(parameters, pocket))).toEqual(["green", "red", "black"]);
  expect(betText({ kind: "split", name: "split 0-2", pockets: [0, 2] })).toBe("Split 0, 2");
});
