// Every public vector of docs/fairness-vectors.json, re-derived by code that was written from docs/fairness.md alone.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../src/bytes.js";
import { HmacDrbg, personalizationOf, RoundStream, rulesHashOf, rulesOf } from "../src/verify/index.js";
import { sha256 } from "../src/verify/rules.js";

interface Seeds {
  serverSeed: string;
  clientSeed: string;
  chain: string;
  nonce: number;
  game: string;
  rulesHash: string;
}

interface Vectors {
  format: string;
  rules: { game: string; rulesHash: string; canonicalRules: string; parameters: unknown }[];
  streams: (Seeds & { words: string[] })[];
  draws: (Seeds & { bounds: number[]; results: number[]; wordsUsed: number })[];
  rounds: (Seeds & {
    note: string;
    serverSeedHash: string;
    choice: string;
    stake: number;
    outcome: string;
    payout: number;
  })[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../docs/fairness-vectors.json", import.meta.url), "utf8"),
) as Vectors;

const seedsOf = (vector: Seeds) => ({
  ...vector,
  serverSeed: fromHex(vector.serverSeed),
  clientSeed: fromHex(vector.clientSeed),
  nonce: BigInt(vector.nonce),
});

const rulesByHash = new Map(vectors.rules.map((rules) => [rules.rulesHash, rulesOf(rules.game, rules.parameters)!]));

test("the vectors are of the format that this test reads, and none is missing", () => {
  expect(vectors.format).toBe("croupier fairness vectors 1");
  expect(vectors.rules.length).toBeGreaterThanOrEqual(2);
  expect(vectors.streams.length).toBeGreaterThanOrEqual(1);
  expect(vectors.draws.length).toBeGreaterThanOrEqual(1);
  expect(vectors.rounds.length).toBeGreaterThanOrEqual(20);
});

test.each(vectors.rules)("the rules of $game have their published bytes and hash", async (vector) => {
  const rules = rulesOf(vector.game, vector.parameters)!;
  expect(toHex(rules.canonical)).toBe(vector.canonicalRules);
  expect(await rulesHashOf(rules)).toBe(vector.rulesHash);
});

test.each(vectors.streams)("a stream of $game at nonce $nonce gives its words", async (vector) => {
  const stream = await RoundStream.open(seedsOf(vector));
  for (const word of vector.words) {
    expect((await stream.nextWord()).toString(16).padStart(8, "0")).toBe(word);
  }
});

test.each(vectors.draws)("draws below mixed bounds use up rejected words", async (vector) => {
  const stream = await RoundStream.open(seedsOf(vector));
  const results: number[] = [];
  for (const bound of vector.bounds) {
    results.push(await stream.nextBelow(bound));
  }
  expect(results).toEqual(vector.results);
  expect(stream.wordsUsed).toBe(vector.wordsUsed);
});

test.each(vectors.rounds)("$game at nonce $nonce: $note", async (vector) => {
  const rules = rulesByHash.get(vector.rulesHash)!;
  expect(toHex(await sha256(fromHex(vector.serverSeed)))).toBe(vector.serverSeedHash);
  const outcome = await rules.derive(await RoundStream.open(seedsOf(vector)));
  expect(toHex(outcome)).toBe(vector.outcome);
  expect(rules.payout(outcome, fromHex(vector.choice), BigInt(vector.stake))).toBe(BigInt(vector.payout));
});

// Requirement R11
test("the worked example's intermediate values come out", async () => {
  const vector = vectors.rounds[0]!;
  const seeds = seedsOf(vector);
  const drbg = await HmacDrbg.instantiate(seeds.serverSeed, seeds.clientSeed, personalizationOf(seeds));
  expect(toHex(drbg.state.key)).toBe("e1421a1577c95402dbf871ab2a01f428dc25ef6a559faf46230f918291635460");
  expect(toHex(drbg.state.value)).toBe("f71108a8270d6de1a5e1101eb9cf617f64131538679d2bd3751fb9d4faf73fbf");
  await drbg.generate(64);
  expect(toHex(drbg.state.key)).toBe("2cebdeef0a7f45dfb9d05f82af079f62b22b83b4bd4df6975447264367dee2aa");
  expect(toHex(drbg.state.value)).toBe("7ebccc238ec21d77cf1f933a0cfcaf840b5cce39a3e8eac0cae1ce17a975150b");
});
