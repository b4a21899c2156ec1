import { expect, test } from "vitest";
import { hrefOf, parseRoute } from "./routing.js";

test("every page's address leads to it", () => {
  for (const page of ["lobby", "wallet", "history", "fairness", "sign-in", "sign-up"] as const) {
    expect(parseRoute(hrefOf({ page }))).toEqual({ page });
  }
  expect(parseRoute(hrefOf({ page: "game", game: "dice" }))).toEqual({ page: "game", game: "dice" });
});

test("an unknown or malformed address leads to the lobby", () => {
  for (const hash of ["", "#", "#/", "#/nowhere", "#/game", "#/game/", "#/game/<script>", "#/game/A"]) {
    expect(parseRoute(hash)).toEqual({ page: "lobby" });
  }
});

test("what follows a question mark is no part of the page", () => {
  expect(parseRoute("#/wallet?deposit=credited")).toEqual({ page: "wallet" });
});
