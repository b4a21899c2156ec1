// Slots, as docs/fairness.md §6 lays them out: the stops of an outcome, the window that they show, and what a window pays.

import { type Bytes, concat } from "../bytes.js";
import { lengthAndText, u16, u32 } from "./layout.js";

export interface SlotSymbol {
  readonly letter: string;
  readonly name: string;
  /** By run length 0 to 5, in hundredths of the whole stake. */
  readonly pays: readonly number[];
}

export interface ScatterAward {
  readonly scatters: number;
  readonly pay: number;
  readonly freeSpins: number;
}

/** A bonus game: turned once when the paid spin shows `needed` of its symbol; each segment is equally likely. */
export interface SlotWheel {
  readonly symbol: number;
  readonly needed: number;
  /** By segment, in hundredths of the stake. */
  readonly prizes: readonly number[];
}

export interface SlotParameters {
  readonly kind: "slot";
  readonly version: number;
  readonly rows: number;
  readonly symbols: readonly SlotSymbol[];
  readonly wild: number;
  readonly scatter: number;
  readonly reels: readonly (readonly number[])[];
  /** Each line's row on each reel, 0 the top. */
  readonly lines: readonly (readonly number[])[];
  readonly scatterAwards: readonly ScatterAward[];
  readonly retriggerScatters: number;
  readonly retriggerSpins: number;
  readonly maxFreeSpins: number;
  readonly freeSpinMultiplier: number;
  readonly maxPayoutMultiple: number;
  readonly wheel?: SlotWheel;
}

export interface LineWin {
  /** Index into `lines`. */
  readonly line: number;
  readonly symbol: number;
  readonly count: number;
  /** Hundredths of the stake, before any multiplier. */
  readonly pay: number;
}

export interface SpinView {
  readonly stops: readonly number[];
  /** Symbols by reel, then by row. */
  readonly window: readonly (readonly number[])[];
  readonly wins: readonly LineWin[];
  readonly scatters: number;
  readonly scatterPay: number;
  /** Hundredths of the stake, before any multiplier. */
  readonly pay: number;
}

export function isSlot(parameters: unknown): parameters is SlotParameters {
  return (parameters as { kind?: unknown } | null)?.kind === "slot";
}

export function windowOf(parameters: SlotParameters, stops: readonly number[]): readonly (readonly number[])[] {
  return parameters.reels.map((strip, reel) =>
    Array.from({ length: parameters.rows }, (_, row) => strip[(stops[reel]! + row) % strip.length]!),
  );
}

/** One spin as it is seen and paid. */
export function viewSpin(parameters: SlotParameters, stops: readonly number[]): SpinView {
  const window = windowOf(parameters, stops);
  const wins = parameters.lines.flatMap((rows, line) => {
    const symbol = window[0]![rows[0]!]!;
    let count = 1;
    while (count < rows.length && isRun(parameters, window[count]![rows[count]!]!, symbol)) {
      count++;
    }
    const pay = parameters.symbols[symbol]!.pays[count] ?? 0;
    return pay > 0 ? [{ line, symbol, count, pay }] : [];
  });
  const scatters = window.flat().filter((symbol) => symbol === parameters.scatter).length;
  const scatterPay = parameters.scatterAwards.find((award) => award.scatters === scatters)?.pay ?? 0;
  return { stops, window, wins, scatters, scatterPay, pay: wins.reduce((sum, win) => sum + win.pay, scatterPay) };
}

function isRun(parameters: SlotParameters, crossed: number, symbol: number): boolean {
  return crossed === symbol || crossed === parameters.wild;
}

export function freeSpinsGranted(parameters: SlotParameters, paidSpin: SpinView): number {
  return parameters.scatterAwards.find((award) => award.scatters === paidSpin.scatters)?.freeSpins ?? 0;
}

export function grantedAfter(parameters: SlotParameters, granted: number, freeSpin: SpinView): number {
  return freeSpin.scatters >= parameters.retriggerScatters
    ? Math.min(granted + parameters.retriggerSpins, parameters.maxFreeSpins)
    : granted;
}

export function turnsWheel(parameters: SlotParameters, paidSpin: SpinView): boolean {
  const { wheel } = parameters;
  return wheel !== undefined && paidSpin.window.flat().filter((symbol) => symbol === wheel.symbol).length >= wheel.needed;
}

export interface SlotRound {
  /** The paid spin, then the free ones in the order in which they were played. */
  readonly spins: readonly SpinView[];
  /** The segment at which the wheel stopped; null when it was not turned. */
  readonly segment: number | null;
}

/** A whole round: the paid spin's stops, the wheel's segment where that spin turns it, and the stops of the free spins. */
export function decodeSlotRound(parameters: SlotParameters, outcome: Uint8Array): SlotRound {
  const reels = parameters.reels.length;
  const paid = decodeSpins(parameters, outcome.subarray(0, reels));
  if (!turnsWheel(parameters, paid[0]!)) {
    return { spins: decodeSpins(parameters, outcome), segment: null };
  }
  const segment = outcome[reels];
  if (segment === undefined || segment >= parameters.wheel!.prizes.length) {
    throw new RangeError("no segment of the wheel");
  }
  const free = outcome.subarray(reels + 1);
  return { spins: free.length === 0 ? paid : [...paid, ...decodeSpins(parameters, free)], segment };
}

/** Spins one after the other, as their stops stand in an outcome. */
function decodeSpins(parameters: SlotParameters, outcome: Uint8Array): readonly SpinView[] {
  const reels = parameters.reels.length;
  if (outcome.length === 0 || outcome.length % reels !== 0) {
    throw new RangeError("no outcome of a slot");
  }
  return Array.from({ length: outcome.length / reels }, (_, spin) => {
    const stops = [...outcome.subarray(spin * reels, (spin + 1) * reels)];
    if (stops.some((stop, reel) => stop >= parameters.reels[reel]!.length)) {
      throw new RangeError("a stop is beyond its strip");
    }
    return viewSpin(parameters, stops);
  });
}

/** What a whole round pays, in hundredths of the stake. */
export function totalPay(parameters: SlotParameters, round: SlotRound): number {
  const { spins } = round;
  const free = spins.slice(1).reduce((sum, spin) => sum + spin.pay, 0);
  return Math.min(spins[0]!.pay + prizeOf(parameters, round) + parameters.freeSpinMultiplier * free, parameters.maxPayoutMultiple);
}

/** What the wheel pays, in hundredths of the stake. */
export function prizeOf(parameters: SlotParameters, round: SlotRound): number {
  return round.segment === null ? 0 : parameters.wheel!.prizes[round.segment]!;
}

/** The bytes under the rules hash. */
export function slotRules(game: string, parameters: SlotParameters): Bytes {
  const { symbols, reels, lines, scatterAwards, wheel } = parameters;
  return concat(
    lengthAndText("croupier/rules/slot"),
    u16(parameters.version),
    lengthAndText("croupier/round/1"),
    lengthAndText(game),
    Uint8Array.of(symbols.length),
    ...symbols.flatMap((symbol) => [3, 4, 5].map((run) => u32(symbol.pays[run] ?? 0))),
    Uint8Array.of(parameters.wild, parameters.scatter, reels.length),
    ...reels.map((strip) => Uint8Array.of(strip.length, ...strip)),
    Uint8Array.of(lines.length),
    ...lines.map((rows) => Uint8Array.from(rows)),
    Uint8Array.of(scatterAwards.length),
    ...scatterAwards.map((award) => concat(Uint8Array.of(award.scatters), u32(award.pay), Uint8Array.of(award.freeSpins))),
    Uint8Array.of(
      parameters.retriggerScatters,
      parameters.retriggerSpins,
      parameters.maxFreeSpins,
      parameters.freeSpinMultiplier,
    ),
    u32(parameters.maxPayoutMultiple),
    ...(wheel === undefined ? [] : [Uint8Array.of(wheel.symbol, wheel.needed, wheel.prizes.length), ...wheel.prizes.map(u32)]),
  );
}
