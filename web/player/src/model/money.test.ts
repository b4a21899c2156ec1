import { expect, test } from "vitest";
import { formatChange, formatMoney } from "./money.js";

const euro = { asset: 978, symbol: "EUR", displayExponent: 2, ledgerExponent: 6 };

test("money is written exactly, to the last ledger unit", () => {
  expect(formatMoney(euro, 0n)).toBe("€0.00");
  expect(formatMoney(euro, 1_980_000n)).toBe("€1.98");
  expect(formatMoney(euro, 12_500n)).toBe("€0.0125");
  expect(formatMoney(euro, 1n)).toBe("€0.000001");
  expect(formatMoney(euro, 1_234_567_890_000n)).toBe("€1,234,567.89");
  expect(formatMoney(euro, 9_223_372_036_854_775_807n)).toBe("€9,223,372,036,854.775807");
});

test("a movement shows its direction", () => {
  expect(formatChange(euro, 10_000n)).toBe("+€0.01");
  expect(formatChange(euro, -10_000n)).toBe("−€0.01");
  expect(formatChange(euro, 0n)).toBe("€0.00");
});
