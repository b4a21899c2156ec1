// What a player is shown of a round comes from the server's stored result. The page can derive an outcome from seeds for one purpose only:
// to check a closed chain.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const root = import.meta.dirname;
const sources = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && /\.tsx?$/.test(file.name) && !file.name.endsWith(".test.ts"))
  .map((file) => join(file.parentPath, file.name));

function filesWith(pattern: RegExp): string[] {
  return sources.filter((file) => pattern.test(readFileSync(file, "utf8"))).map((file) => relative(root, file));
}

test("outcomes are derived by the verification of a closed chain, and by nothing else", () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(filesWith(/import (?!type)[^;]*"@croupier\/client\/verify"/)).toEqual([join("model", "verification.ts")]);
  expect(filesWith(/Math\.random|subtle/)).toEqual([]);
});

test("nothing is drawn or fetched from elsewhere, and no markup comes from text", () => {
  expect(filesWith(/https?:\/\/(?!localhost)|dangerouslySetInnerHTML|innerHTML|eval\(/)).toEqual([]);
});
