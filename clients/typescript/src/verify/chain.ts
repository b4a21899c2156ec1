// Checks a closed chain as docs/fairness.md §1 says, in that order: the commitment, the nonces, and each round's rules, outcome and payout.
// Nothing is asked of the platform here: what is checked comes in, what the player's device remembers beside it.

import { type Bytes, equalBytes, fromHex, toHex } from "../bytes.js";
import type { Uuid } from "../uuid.js";
import { RoundStream } from "./roundStream.js";
import { type GameRules, rulesHashOf, rulesOf, sha256 } from "./rules.js";

export interface PublishedGame {
  readonly game: string;
  readonly rulesHash: string;
  readonly parameters: unknown;
}

export interface RevealedChain {
  readonly chain: Uuid;
  /** Hexadecimal. */
  readonly seedHash: string;
  readonly clientSeed: Bytes;
  readonly serverSeed: Bytes;
  /** Its accepted rounds. */
  readonly rounds: readonly PlayedRound[];
}

export interface PlayedRound {
  readonly nonce: bigint;
  readonly game: string;
  readonly rulesHash: string;
  readonly choice: Bytes;
  readonly outcome: Bytes;
  readonly stake: bigint;
  readonly payout: bigint;
}

/** What the player's own device kept from before the bets; null where it kept nothing. */
export interface Remembered {
  readonly seedHash: string | null;
  /** Hexadecimal. */
  readonly clientSeed: string | null;
}

export interface RoundVerdict {
  readonly nonce: bigint;
  readonly outcomeMatches: boolean;
  readonly payoutMatches: boolean;
  /** What the seeds give, in hexadecimal; null when the rules are not known. */
  readonly derivedOutcome: string | null;
  readonly derivedPayout: bigint | null;
  /** A sentence when the round could not be checked or does not hold. */
  readonly problem: string | null;
}

export interface ChainVerdict {
  readonly commitmentHolds: boolean;
  /** Null when the device kept nothing to compare with. */
  readonly commitmentIsRemembered: boolean | null;
  readonly clientSeedIsRemembered: boolean | null;
  readonly noncesAreWhole: boolean;
  readonly rounds: readonly RoundVerdict[];
  readonly holds: boolean;
}

export async function verifyChain(
  chain: RevealedChain,
  games: readonly PublishedGame[],
  remembered: Remembered,
  progress: (done: number) => void = () => {},
): Promise<ChainVerdict> {
  const commitmentHolds = equalBytes(await sha256(chain.serverSeed), fromHex(chain.seedHash));
  const commitmentIsRemembered = remembered.seedHash === null ? null : remembered.seedHash === chain.seedHash;
  const clientSeedIsRemembered =
    remembered.clientSeed === null ? null : remembered.clientSeed === toHex(chain.clientSeed);

  const inOrder = [...chain.rounds].sort((left, right) => (left.nonce < right.nonce ? -1 : 1));
  const noncesAreWhole = inOrder.every((round, index) => round.nonce === BigInt(index));

  const published = await publishedRules(games);
  const rounds: RoundVerdict[] = [];
  for (const round of inOrder) {
    rounds.push(await verifyRound(chain, round, published.get(round.rulesHash)));
    progress(rounds.length);
  }
  const holds =
    commitmentHolds &&
    commitmentIsRemembered !== false &&
    clientSeedIsRemembered !== false &&
    noncesAreWhole &&
    rounds.every((round) => round.problem === null);
  return { commitmentHolds, commitmentIsRemembered, clientSeedIsRemembered, noncesAreWhole, rounds, holds };
}

interface Published {
  readonly game: string;
  readonly rules: GameRules;
}

/** By the hash that the published parameters really have; parameters under a hash that is not theirs are no rules. */
async function publishedRules(games: readonly PublishedGame[]): Promise<ReadonlyMap<string, Published>> {
  const known = new Map<string, Published>();
  for (const { game, rulesHash, parameters } of games) {
    const rules = rulesOf(game, parameters);
    if (rules !== null && (await rulesHashOf(rules)) === rulesHash) {
      known.set(rulesHash, { game, rules });
    }
  }
  return known;
}

async function verifyRound(
  chain: RevealedChain,
  round: PlayedRound,
  published: Published | undefined,
): Promise<RoundVerdict> {
  if (published === undefined || published.game !== round.game) {
    return {
      nonce: round.nonce,
      outcomeMatches: false,
      payoutMatches: false,
      derivedOutcome: null,
      derivedPayout: null,
      problem: "The rules under this hash are not published, so this round cannot be checked here.",
    };
  }
  const { serverSeed, clientSeed } = chain;
  const { nonce, game, rulesHash } = round;
  const stream = await RoundStream.open({ serverSeed, clientSeed, chain: chain.chain, nonce, game, rulesHash });
  const outcome = await published.rules.derive(stream);
  const payout = payoutOf(published.rules, outcome, round);
  const outcomeMatches = equalBytes(outcome, round.outcome);
  const payoutMatches = payout === round.payout;
  return {
    nonce,
    outcomeMatches,
    payoutMatches,
    derivedOutcome: toHex(outcome),
    derivedPayout: payout,
    problem: problemOf(outcomeMatches, payoutMatches),
  };
}

function payoutOf(rules: GameRules, outcome: Bytes, round: PlayedRound): bigint | null {
  try {
    return rules.payout(outcome, round.choice, round.stake);
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

function problemOf(outcomeMatches: boolean, payoutMatches: boolean): string | null {
  if (!outcomeMatches) {
    return "The seeds give another outcome than the one that was shown.";
  }
  return payoutMatches ? null : "The outcome pays another amount than the one that was paid.";
}
