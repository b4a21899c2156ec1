// Bets on the roulette table as the page keeps them: chips in ledger units by the number of the bet.

import type { RouletteBet, RouletteParameters, RoulettePart } from "@croupier/client";

export type Chips = ReadonlyMap<number, bigint>;

export type Colour = "red" | "black" | "green";

/** From the table's own red and black bets; what is in neither is green. */
export function colourOf(parameters: RouletteParameters, pocket: number): Colour {
  const bet = parameters.bets.find((one) => (one.kind === "red" || one.kind === "black") && one.pockets.includes(pocket));
  return bet === undefined ? "green" : (bet.kind as Colour);
}

/** `split 0-2` as people read it: "Split 0, 2". */
export function betText(bet: RouletteBet): string {
  const name = bet.name.replaceAll("-", ", ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The weights of the bets in lowest terms, so that the stake, which is their sum, divides over them exactly. */
export function partsOf(chips: Chips, step: bigint): readonly RoulettePart[] {
  const amounts = [...chips.values()].map((units) => units / step);
  const divisor = amounts.reduce(greatestCommonDivisor, 0n);
  return [...chips.keys()].map((bet, index) => ({ bet, weight: Number(amounts[index]! / divisor) }));
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right);
}
