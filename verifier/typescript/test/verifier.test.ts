// The public vectors, the sample exports, and every tampering of the table that the verifier in C# reads too.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FormatError, fromHex, toHex } from "../src/bytes.js";
import { readExport } from "../src/export.js";
import { hmac, sha256 } from "../src/sha256.js";
import { checkVectors } from "../src/vectors.js";
import { verify } from "../src/verify.js";

type Path = readonly (string | number)[];
type Edit = readonly ["set", Path, unknown] | readonly ["remove", Path] | readonly ["copy" | "swap", Path, Path];

const text = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const table = JSON.parse(text("verifier/tampering/edits.json")) as readonly { tampering: string; edits: readonly Edit[]; found: string }[];

test("SHA-256 and HMAC are those of FIPS 180-4 and RFC 4231", () => {
  const ascii = (value: string): Uint8Array => new TextEncoder().encode(value);
  expect(toHex(sha256(ascii("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(toHex(sha256(ascii("a".repeat(1_000_000))))).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  expect(toHex(hmac(fromHex("0b".repeat(20)), ascii("Hi There")))).toBe("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  expect(toHex(hmac(fromHex("aa".repeat(131)), ascii("Test Using Larger Than Block-Size Key - Hash Key First")))).toBe(
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  );
});

test("the public vectors derive", () => {
  const findings = checkVectors(text("docs/fairness-vectors.json"));
  expect(findings.differences).toEqual([]);
  expect(findings.roundsDerived).toBeGreaterThan(50);
});

test.each(readdirSync(new URL("../../samples", import.meta.url)))("the sample export %s holds", async (name) => {
  const findings = await verify(readExport(text(`verifier/samples/${name}`)));
  expect(findings.differences).toEqual([]);
  expect(findings.roundsDerived).toBeGreaterThan(0);
  expect(findings.receiptsChecked).toBeGreaterThan(0);
});

test.each(table)("it is found that $tampering", async ({ edits, found }) => {
  const document: unknown = JSON.parse(text("verifier/samples/export.json"));
  edits.forEach((edit) => apply(document, edit));
  const { differences } = await verify(readExport(JSON.stringify(document)));
  expect(differences.join("\n")).toContain(found);
});

test("what is no export is refused", () => {
  expect(() => readExport("{")).toThrow(FormatError);
  expect(() => readExport("[]")).toThrow(FormatError);
  expect(() => readExport('{"format": "other"}')).toThrow(FormatError);
});

function at(document: unknown, path: Path): any {
  return path.reduce((value: any, name) => value[name], document);
}

function apply(document: unknown, edit: Edit): void {
  const put = (path: Path, value: unknown): void => {
    at(document, path.slice(0, -1))[path.at(-1)!] = value;
  };
  switch (edit[0]) {
    case "set":
      return put(edit[1], edit[2]);
    case "remove":
      at(document, edit[1].slice(0, -1)).splice(edit[1].at(-1), 1);
      return;
    case "copy":
      return put(edit[2], structuredClone(at(document, edit[1])));
    case "swap": {
      const [first, second] = [at(document, edit[1]), at(document, edit[2])];
      put(edit[1], second);
      put(edit[2], first);
    }
  }
}
