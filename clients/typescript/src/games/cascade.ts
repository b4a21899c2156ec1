// Slots whose wins fall away, as docs/fairness.md lays them out: the windows of a round, one after the other, and what each pays.

import { type Bytes, concat } from "../bytes.js";
import { lengthAndText, u16, u32 } from "./layout.js";
import type { SlotSymbol } from "./slot.js";

export interface CascadeParameters {
  readonly kind: "cascade";
  readonly version: number;
  readonly rows: number;
  /** `pays` by length 0 to 5 of one way, in hundredths of the whole stake. */
  readonly symbols: readonly SlotSymbol[];
  readonly wild: number;
  readonly reels: readonly (readonly number[])[];
  readonly multipliers: readonly number[];
  readonly maxWins: number;
  readonly maxPayoutMultiple: number;
}

export interface WayWin {
  readonly symbol: number;
  readonly length: number;
  readonly ways: number;
  /** All its ways, in hundredths of the stake, before the multiplier. */
  readonly pay: number;
}

export interface CascadeWindow {
  /** Symbols by reel, then by row, 0 the top. */
  readonly window: readonly (readonly number[])[];
  readonly wins: readonly WayWin[];
  /** The places that took part in a way, as the window is. */
  readonly won: readonly (readonly boolean[])[];
  readonly multiplier: number;
  /** Hundredths of the stake, with the multiplier; 0 in the last window, unless the round ends at its limit. */
  readonly pay: number;
}

export function isCascade(parameters: unknown): parameters is CascadeParameters {
  return (parameters as { kind?: unknown } | null)?.kind === "cascade";
}

export function decodeStops(parameters: CascadeParameters, outcome: Uint8Array): readonly number[] {
  const stops = [...outcome];
  if (stops.length !== parameters.reels.length || stops.some((stop, reel) => stop >= parameters.reels[reel]!.length)) {
    throw new RangeError("no outcome of a cascading slot");
  }
  return stops;
}

/** Every window of a round, from the one that the reels stop at to the one that is left. */
export function cascadeOf(parameters: CascadeParameters, stops: readonly number[]): readonly CascadeWindow[] {
  const { reels, rows, multipliers, maxWins } = parameters;
  const above = [...stops];
  let window = reels.map((strip, reel) => Array.from({ length: rows }, (_, row) => strip[(stops[reel]! + row) % strip.length]!));
  const windows: CascadeWindow[] = [];
  for (;;) {
    const multiplier = multipliers[Math.min(windows.length, multipliers.length - 1)]!;
    const wins = windows.length < maxWins ? winsOf(parameters, window) : [];
    const won = window.map((column, reel) =>
      column.map((shown) => wins.some((win) => reel < win.length && (shown === win.symbol || shown === parameters.wild))),
    );
    const pay = multiplier * wins.reduce((sum, win) => sum + win.pay, 0);
    windows.push({ window, wins, won, multiplier, pay });
    if (pay === 0) {
      return windows;
    }
    window = window.map((column, reel) => {
      const left = column.filter((_, row) => !won[reel]![row]);
      while (left.length < rows) {
        const strip = reels[reel]!;
        above[reel] = (above[reel]! + strip.length - 1) % strip.length;
        left.unshift(strip[above[reel]!]!);
      }
      return left;
    });
  }
}

/** What a whole round pays, in hundredths of the stake. */
export function cascadePay(parameters: CascadeParameters, windows: readonly CascadeWindow[]): number {
  return Math.min(
    windows.reduce((sum, window) => sum + window.pay, 0),
    parameters.maxPayoutMultiple,
  );
}

function winsOf(parameters: CascadeParameters, window: readonly (readonly number[])[]): readonly WayWin[] {
  return [...new Set(window[0]!)].flatMap((symbol) => {
    const counts = window.map((column) => column.filter((shown) => shown === symbol || shown === parameters.wild).length);
    const end = counts.indexOf(0);
    const length = end < 0 ? counts.length : end;
    const ways = counts.slice(0, length).reduce((product, count) => product * count, 1);
    const pay = ways * (parameters.symbols[symbol]!.pays[length] ?? 0);
    return pay > 0 ? [{ symbol, length, ways, pay }] : [];
  });
}

/** The bytes under the rules hash. */
export function cascadeRules(game: string, parameters: CascadeParameters): Bytes {
  const { symbols, reels, multipliers } = parameters;
  return concat(
    lengthAndText("croupier/rules/cascade"),
    u16(parameters.version),
    lengthAndText("croupier/round/1"),
    lengthAndText(game),
    Uint8Array.of(parameters.rows, symbols.length),
    ...symbols.flatMap((symbol) => [3, 4, 5].map((length) => u32(symbol.pays[length] ?? 0))),
    Uint8Array.of(parameters.wild, reels.length),
    ...reels.map((strip) => Uint8Array.of(strip.length, ...strip)),
    Uint8Array.of(multipliers.length, ...multipliers, parameters.maxWins),
    u32(parameters.maxPayoutMultiple),
  );
}
