// European roulette, as docs/fairness.md lays it out: the bets of a choice, the pocket of an outcome, and what the bets pay.

import { type Bytes, concat } from "../bytes.js";
import { lengthAndText, u16 } from "./layout.js";

export interface RouletteBet {
  readonly kind: string;
  readonly name: string;
  /** The pockets on which it wins. */
  readonly pockets: readonly number[];
}

export interface RouletteParameters {
  readonly kind: "roulette";
  readonly version: number;
  readonly pockets: number;
  readonly payoutNumerator: number;
  readonly maxBets: number;
  readonly maxWeight: number;
  readonly bets: readonly RouletteBet[];
}

/** A bet by its index in `bets`, and the weight of its part of the stake. */
export interface RoulettePart {
  readonly bet: number;
  readonly weight: number;
}

const partBytes = 3;

export function isRoulette(parameters: unknown): parameters is RouletteParameters {
  return (parameters as { kind?: unknown } | null)?.kind === "roulette";
}

export function encodeRouletteChoice(parts: readonly RoulettePart[]): Bytes {
  const ascending = [...parts].sort((a, b) => a.bet - b.bet);
  return concat(...ascending.map((part) => concat(Uint8Array.of(part.bet), u16(part.weight))));
}

export function decodeRouletteChoice(parameters: RouletteParameters, bytes: Uint8Array): readonly RoulettePart[] {
  const count = bytes.length / partBytes;
  if (!Number.isInteger(count) || count < 1 || count > parameters.maxBets) {
    throw new RangeError("no choice of roulette");
  }
  const parts = Array.from({ length: count }, (_, index) => {
    const [bet, high, low] = bytes.subarray(index * partBytes, (index + 1) * partBytes);
    return { bet: bet!, weight: high! * 256 + low! };
  });
  const good = parts.every(
    ({ bet, weight }, index) =>
      bet < parameters.bets.length && weight >= 1 && weight <= parameters.maxWeight && (index === 0 || bet > parts[index - 1]!.bet),
  );
  if (!good) {
    throw new RangeError("no choice of roulette");
  }
  return parts;
}

export function decodePocket(parameters: RouletteParameters, outcome: Uint8Array): number {
  const pocket = outcome[0];
  if (outcome.length !== 1 || pocket! >= parameters.pockets) {
    throw new RangeError("no outcome of roulette");
  }
  return pocket!;
}

/** What the bets pay together; null when the stake does not divide over them. */
export function roulettePays(
  parameters: RouletteParameters,
  parts: readonly RoulettePart[],
  pocket: number,
  stake: bigint,
): bigint | null {
  const total = BigInt(parts.reduce((sum, part) => sum + part.weight, 0));
  let pays = 0n;
  for (const { bet, weight } of parts) {
    const share = stake * BigInt(weight);
    if (share % total !== 0n) {
      return null;
    }
    const { pockets } = parameters.bets[bet]!;
    if (pockets.includes(pocket)) {
      pays += ((share / total) * BigInt(parameters.payoutNumerator)) / BigInt(pockets.length);
    }
  }
  return pays;
}

/** The bytes under the rules hash. */
export function rouletteRules(game: string, parameters: RouletteParameters): Bytes {
  const { pockets, payoutNumerator, maxBets, maxWeight, bets } = parameters;
  return concat(
    lengthAndText("croupier/rules/roulette"),
    u16(parameters.version),
    lengthAndText("croupier/round/1"),
    lengthAndText(game),
    Uint8Array.of(pockets, payoutNumerator, maxBets),
    u16(maxWeight),
    Uint8Array.of(bets.length),
    ...bets.map((bet) => Uint8Array.of(bet.pockets.length, ...bet.pockets)),
  );
}
