// The rules of a game as published: their hash, the outcome that a stream decides, and what an outcome pays.

import { type Bytes, toHex } from "../bytes.js";
import { cascadeOf, cascadePay, type CascadeParameters, cascadeRules, decodeStops, isCascade } from "../games/cascade.js";
import {
  decodeDiceChoice,
  decodeRoll,
  type DiceParameters,
  diceRules,
  diceWinPays,
  diceWins,
  encodeRoll,
  isDice,
} from "../games/dice.js";
import { u16 } from "../games/layout.js";
import {
  decodePath,
  decodePlinkoChoice,
  isPlinko,
  type PlinkoParameters,
  plinkoRules,
  slotOfPath,
} from "../games/plinko.js";
import {
  decodePocket,
  decodeRouletteChoice,
  isRoulette,
  type RouletteParameters,
  roulettePays,
  rouletteRules,
} from "../games/roulette.js";
import {
  decodeSlotRound,
  freeSpinsGranted,
  grantedAfter,
  isSlot,
  type SlotParameters,
  slotRules,
  type SpinView,
  totalPay,
  turnsWheel,
  viewSpin,
} from "../games/slot.js";
import type { RoundStream } from "./roundStream.js";

export interface GameRules {
  /** The bytes that the rules hash covers. */
  readonly canonical: Bytes;
  /** Draws the whole outcome, before stake and choice are looked at. */
  derive(stream: RoundStream): Promise<Bytes>;
  /** Null when the stake could not have been accepted with this choice. */
  payout(outcome: Uint8Array, choice: Uint8Array, stake: bigint): bigint | null;
}

/** Null for a kind of game that this verifier does not know. */
export function rulesOf(game: string, parameters: unknown): GameRules | null {
  if (isDice(parameters)) {
    return diceOf(game, parameters);
  }
  if (isRoulette(parameters)) {
    return rouletteOf(game, parameters);
  }
  if (isPlinko(parameters)) {
    return plinkoOf(game, parameters);
  }
  if (isCascade(parameters)) {
    return cascadeRulesOf(game, parameters);
  }
  return isSlot(parameters) ? slotOf(game, parameters) : null;
}

export async function rulesHashOf(rules: GameRules): Promise<string> {
  return toHex(await sha256(rules.canonical));
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function diceOf(game: string, parameters: DiceParameters): GameRules {
  return {
    canonical: diceRules(game, parameters),
    derive: async (stream) => encodeRoll(await stream.nextBelow(parameters.rolls)),
    payout: (outcome, choiceBytes, stake) => {
      const choice = decodeDiceChoice(parameters, choiceBytes);
      const winPays = diceWinPays(parameters, choice.chance, stake);
      return winPays === null || diceWins(parameters, choice, decodeRoll(outcome)) ? winPays : 0n;
    },
  };
}

function rouletteOf(game: string, parameters: RouletteParameters): GameRules {
  return {
    canonical: rouletteRules(game, parameters),
    derive: async (stream) => Uint8Array.of(await stream.nextBelow(parameters.pockets)),
    payout: (outcome, choice, stake) =>
      roulettePays(parameters, decodeRouletteChoice(parameters, choice), decodePocket(parameters, outcome), stake),
  };
}

function plinkoOf(game: string, parameters: PlinkoParameters): GameRules {
  return {
    canonical: plinkoRules(game, parameters),
    derive: async (stream) => u16(await stream.nextBelow(2 ** parameters.pathBits)),
    payout: (outcome, choice, stake) => {
      const board = decodePlinkoChoice(parameters, choice);
      const product = stake * BigInt(board.pays[slotOfPath(decodePath(parameters, outcome, board.rows))]!);
      return product % 100n === 0n ? product / 100n : null;
    },
  };
}

function cascadeRulesOf(game: string, parameters: CascadeParameters): GameRules {
  return {
    canonical: cascadeRules(game, parameters),
    derive: async (stream) => {
      const stops: number[] = [];
      for (const strip of parameters.reels) {
        stops.push(await stream.nextBelow(strip.length));
      }
      return Uint8Array.from(stops);
    },
    payout: (outcome, choice, stake) => {
      if (choice.length !== 0) {
        return null;
      }
      const product = stake * BigInt(cascadePay(parameters, cascadeOf(parameters, decodeStops(parameters, outcome))));
      return product % 100n === 0n ? product / 100n : null;
    },
  };
}

function slotOf(game: string, parameters: SlotParameters): GameRules {
  const spin = async (stream: RoundStream): Promise<SpinView> => {
    const stops: number[] = [];
    for (const strip of parameters.reels) {
      stops.push(await stream.nextBelow(strip.length));
    }
    return viewSpin(parameters, stops);
  };
  return {
    canonical: slotRules(game, parameters),
    derive: async (stream) => {
      const spins = [await spin(stream)];
      const segment = turnsWheel(parameters, spins[0]!) ? [await stream.nextBelow(parameters.wheel!.prizes.length)] : [];
      let granted = freeSpinsGranted(parameters, spins[0]!);
      while (spins.length - 1 < granted) {
        const free = await spin(stream);
        spins.push(free);
        granted = grantedAfter(parameters, granted, free);
      }
      const [paid, ...free] = spins.map((played) => played.stops);
      return Uint8Array.from([...paid!, ...segment, ...free.flat()]);
    },
    payout: (outcome, choice, stake) => {
      if (choice.length !== 0) {
        return null;
      }
      const product = stake * BigInt(totalPay(parameters, decodeSlotRound(parameters, outcome)));
      return product % 100n === 0n ? product / 100n : null;
    },
  };
}
