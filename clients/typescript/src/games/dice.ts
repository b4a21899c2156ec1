// Dice, as docs/fairness.md §5 lays it out: what a choice and an outcome are in bytes, and what a bet would pay.

import { type Bytes, concat } from "../bytes.js";
import { lengthAndText, u16 } from "./layout.js";

export type DiceSide = "under" | "over";

export interface DiceParameters {
  readonly kind: "dice";
  readonly version: number;
  /** A roll is 0 to rolls − 1. */
  readonly rolls: number;
  readonly minChance: number;
  readonly maxChance: number;
  readonly payoutNumerator: number;
  readonly sides: { readonly under: number; readonly over: number };
  /** The chances, in parts of `rolls`, at which every whole-cent stake is accepted. */
  readonly chances: readonly number[];
}

export interface DiceChoice {
  readonly side: DiceSide;
  readonly chance: number;
}

export function isDice(parameters: unknown): parameters is DiceParameters {
  return (parameters as { kind?: unknown } | null)?.kind === "dice";
}

export function encodeDiceChoice(parameters: DiceParameters, choice: DiceChoice): Bytes {
  const bytes = new Uint8Array(3);
  bytes[0] = parameters.sides[choice.side];
  new DataView(bytes.buffer).setUint16(1, choice.chance);
  return bytes;
}

export function decodeDiceChoice(parameters: DiceParameters, bytes: Uint8Array): DiceChoice {
  const [side, high, low] = bytes;
  if (bytes.length !== 3 || (side !== parameters.sides.under && side !== parameters.sides.over)) {
    throw new RangeError("no choice of dice");
  }
  return { side: side === parameters.sides.under ? "under" : "over", chance: high! * 256 + low! };
}

export function encodeRoll(roll: number): Bytes {
  return Uint8Array.of(roll >> 8, roll & 0xff);
}

export function decodeRoll(outcome: Uint8Array): number {
  if (outcome.length !== 2) {
    throw new RangeError("no outcome of dice");
  }
  return outcome[0]! * 256 + outcome[1]!;
}

/** What the bet pays when it wins, stake included; null when that is not a whole number of ledger units. */
export function diceWinPays(parameters: DiceParameters, chance: number, stake: bigint): bigint | null {
  const product = stake * BigInt(parameters.payoutNumerator);
  return product % BigInt(chance) === 0n ? product / BigInt(chance) : null;
}

/** Whether a roll wins: under, below the chance; over, within the chance of the top. */
export function diceWins(parameters: DiceParameters, choice: DiceChoice, roll: number): boolean {
  return choice.side === "under" ? roll < choice.chance : roll >= parameters.rolls - choice.chance;
}

/** The bytes under the rules hash. */
export function diceRules(game: string, parameters: DiceParameters): Bytes {
  return concat(
    lengthAndText("croupier/rules/dice"),
    u16(parameters.version),
    lengthAndText("croupier/round/1"),
    lengthAndText(game),
    u16(parameters.rolls),
    u16(parameters.minChance),
    u16(parameters.maxChance),
    u16(parameters.payoutNumerator),
  );
}
