import { expect, test } from "vitest";
import { percentOf, rollText, timesText } from "./choices.js";

test("chances, rolls and factors are written without a floating-point number", () => {
  expect(percentOf(4950, 10_000)).toBe("49.5");
  expect(percentOf(100, 10_000)).toBe("1");
  expect(percentOf(125, 10_000)).toBe("1.25");
  expect(percentOf(9999, 10_000)).toBe("99.99");
  expect(rollText(726)).toBe("07.26");
  expect(rollText(0)).toBe("00.00");
  expect(timesText(15_000)).toBe("150");
  expect(timesText(65)).toBe("0.65");
  expect(timesText(110)).toBe("1.1");
});
