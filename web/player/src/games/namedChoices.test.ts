import { expect, test } from "vitest";
import { namedChoices } from "./namedChoices.js";

test("only whole choices with a name are offered", () => {
  const heads = { name: "Heads", choice: "00" };
  expect(namedChoices({ choices: [heads, { name: "Odd", choice: "0" }, { choice: "01" }, 5_000, null] })).toEqual([heads]);
  for (const parameters of [null, undefined, 3, {}, { choices: "00" }]) {
    expect(namedChoices(parameters)).toEqual([]);
  }
});
