// A closed chain as the public vectors give it, and every way in which one may not hold.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex } from "../src/bytes.js";
import { type PublishedGame, type RevealedChain, verifyChain } from "../src/verify/index.js";

interface Vector {
  serverSeed: string;
  serverSeedHash: string;
  clientSeed: string;
  chain: string;
  nonce: number;
  game: string;
  rulesHash: string;
  choice: string;
  stake: number;
  outcome: string;
  payout: number;
}

const vectors = JSON.parse(readFileSync(new URL("../../../docs/fairness-vectors.json", import.meta.url), "utf8")) as {
  rules: PublishedGame[];
  rounds: Vector[];
};

const first = vectors.rounds[0]!;
const games = vectors.rules;
const chain: RevealedChain = {
  chain: first.chain,
  seedHash: first.serverSeedHash,
  clientSeed: fromHex(first.clientSeed),
  serverSeed: fromHex(first.serverSeed),
  rounds: vectors.rounds
    .filter((round) => round.chain === first.chain)
    .map((round) => ({
      nonce: BigInt(round.nonce),
      game: round.game,
      rulesHash: round.rulesHash,
      choice: fromHex(round.choice),
      outcome: fromHex(round.outcome),
      stake: BigInt(round.stake),
      payout: BigInt(round.payout),
    })),
};
const kept = { seedHash: first.serverSeedHash, clientSeed: first.clientSeed };

function changed(index: number, change: object): RevealedChain {
  return { ...chain, rounds: chain.rounds.map((round, at) => (at === index ? { ...round, ...change } : round)) };
}

test("an honest chain holds, in whatever order its rounds come", async () => {
  expect(chain.rounds.length).toBeGreaterThan(3);
  const verdict = await verifyChain({ ...chain, rounds: [...chain.rounds].reverse() }, games, kept);
  expect(verdict).toMatchObject({
    commitmentHolds: true,
    commitmentIsRemembered: true,
    clientSeedIsRemembered: true,
    noncesAreWhole: true,
    holds: true,
  });
  expect(verdict.rounds.map((round) => round.nonce)).toEqual(chain.rounds.map((_, index) => BigInt(index)));
});

test("a device that kept nothing still gets a verdict, and is told so", async () => {
  const verdict = await verifyChain(chain, games, { seedHash: null, clientSeed: null });
  expect(verdict).toMatchObject({ commitmentIsRemembered: null, clientSeedIsRemembered: null, holds: true });
});

test("another seed than the committed one does not hold", async () => {
  const verdict = await verifyChain({ ...chain, serverSeed: new Uint8Array(32) }, games, kept);
  expect(verdict).toMatchObject({ commitmentHolds: false, holds: false });
  expect(verdict.rounds.every((round) => round.problem !== null)).toBe(true);
});

test("a commitment or a client seed other than the remembered one does not hold", async () => {
  const otherHash = await verifyChain(chain, games, { ...kept, seedHash: "00".repeat(32) });
  expect(otherHash).toMatchObject({ commitmentHolds: true, commitmentIsRemembered: false, holds: false });
  const otherSeed = await verifyChain(chain, games, { ...kept, clientSeed: "00".repeat(16) });
  expect(otherSeed).toMatchObject({ clientSeedIsRemembered: false, holds: false });
});

test("a dropped round and a doubled one are seen", async () => {
  const { rounds } = chain;
  for (const wrong of [rounds.slice(1), [...rounds.slice(0, 1), ...rounds.slice(2)], [...rounds, rounds[0]!]]) {
    expect(await verifyChain({ ...chain, rounds: wrong }, games, kept)).toMatchObject({ noncesAreWhole: false, holds: false });
  }
});

test("a changed outcome, payout, stake, choice or nonce is found at its round", async () => {
  const wrong = [
    { outcome: fromHex("0000") },
    { payout: chain.rounds[1]!.payout + 1n },
    { choice: fromHex("02ffff") },
    { choice: new Uint8Array(0) },
    { rulesHash: "00".repeat(32) },
    { game: "starfall" },
  ];
  for (const change of wrong) {
    const verdict = await verifyChain(changed(1, change), games, kept);
    expect(verdict.holds, JSON.stringify(Object.keys(change))).toBe(false);
    expect(verdict.rounds.map((round) => round.problem !== null).indexOf(true)).toBe(1);
    expect(verdict.rounds.filter((round) => round.problem !== null)).toHaveLength(1);
  }
});

test("a game of a kind that is not known does not keep the others from being checked", async () => {
  const more = [{ game: "poker", rulesHash: "11".repeat(32), parameters: { kind: "poker" } }, ...games];
  expect(await verifyChain(chain, more, kept)).toMatchObject({ holds: true });
});

test("parameters that do not have the hash of the rules are no rules", async () => {
  const forged = games.map((game) => ({ ...game, parameters: { ...(game.parameters as object), payoutNumerator: 9800 } }));
  const verdict = await verifyChain(chain, forged, kept);
  expect(verdict.holds).toBe(false);
  expect(verdict.rounds[0]!.problem).toContain("not published");
});
