// docs/fairness.md, "Slots", with and without a wheel.

import { FormatError } from "../bytes.js";
import type { RoundStream } from "../roundStream.js";
import { exactly, type Rules, type RulesBytes } from "./rules.js";

const rows = 3;
const reels = 5;

interface Award {
  readonly pay: number;
  readonly freeSpins: number;
}

const none: Award = { pay: 0, freeSpins: 0 };

export function readSlot(bytes: RulesBytes): Rules {
  const game = bytes.gameName();
  const pays = bytes.list(bytes.u8(), () => [0, 0, 0, bytes.u32(), bytes.u32(), bytes.u32()]);
  const [wild, scatter] = [bytes.u8(), bytes.u8()];
  const strips = bytes.list(bytes.u8(), () => bytes.take(bytes.u8()));
  const lines = bytes.list(bytes.u8(), () => bytes.take(reels));
  const awards = new Map(bytes.list(bytes.u8(), () => [bytes.u8(), { pay: bytes.u32(), freeSpins: bytes.u8() }] as const));
  const [retriggerScatters, retriggerSpins, maxFreeSpins, multiplier, maxPayout] = [bytes.u8(), bytes.u8(), bytes.u8(), bytes.u8(), bytes.u32()];
  const wheel = bytes.isAtEnd ? null : { symbol: bytes.u8(), needed: bytes.u8(), prizes: bytes.list(bytes.u8(), () => bytes.u32()) };
  bytes.end();
  if (
    strips.length !== reels ||
    strips.some((strip) => strip.length === 0 || strip.some((symbol) => symbol >= pays.length)) ||
    lines.some((line) => line.some((row) => row >= rows))
  ) {
    throw new FormatError("a reel or a line is none of a slot");
  }

  const symbol = (stops: Uint8Array, reel: number, row: number): number => strips[reel]![(stops[reel]! + row) % strips[reel]!.length]!;
  const spin = (stream: RoundStream): Uint8Array => Uint8Array.from(strips, (strip) => stream.below(strip.length));

  /** How often the window shows the symbol. */
  function countOf(wanted: number, stops: Uint8Array): number {
    let count = 0;
    for (let reel = 0; reel < reels; reel++) {
      for (let row = 0; row < rows; row++) {
        count += symbol(stops, reel, row) === wanted ? 1 : 0;
      }
    }
    return count;
  }

  function linePay(stops: Uint8Array, line: Uint8Array): number {
    const first = symbol(stops, 0, line[0]!);
    let run = 1;
    while (run < reels && [first, wild].includes(symbol(stops, run, line[run]!))) {
      run++;
    }
    return first === scatter ? 0 : pays[first]![run]!;
  }

  const award = (stops: Uint8Array): Award => awards.get(countOf(scatter, stops)) ?? none;
  const spinPay = (stops: Uint8Array): number => lines.reduce((sum, line) => sum + linePay(stops, line), award(stops).pay);

  const turnsTheWheel = (stops: Uint8Array): boolean => wheel !== null && countOf(wheel.symbol, stops) >= wheel.needed;

  return {
    game,
    draw(stream) {
      const paid = spin(stream);
      const outcome = [...paid];
      if (wheel !== null && turnsTheWheel(paid)) {
        outcome.push(stream.below(wheel.prizes.length));
      }
      let granted = award(paid).freeSpins;
      for (let played = 0; played < granted; played++) {
        const free = spin(stream);
        outcome.push(...free);
        if (countOf(scatter, free) >= retriggerScatters) {
          granted = Math.min(granted + retriggerSpins, maxFreeSpins);
        }
      }
      return Uint8Array.from(outcome);
    },
    payout(outcome, choice, stake) {
      if (choice.length !== 0) {
        throw new FormatError("the choice of a slot is empty");
      }
      const paid = outcome.subarray(0, reels);
      const turned = turnsTheWheel(paid);
      let total = spinPay(paid) + (turned ? wheel!.prizes[outcome[reels]!]! : 0);
      for (let at = turned ? reels + 1 : reels; at < outcome.length; at += reels) {
        total += multiplier * spinPay(outcome.subarray(at, at + reels));
      }
      return exactly(stake, BigInt(Math.min(total, maxPayout)), 100n);
    },
  };
}
