// docs/fairness.md, "European roulette".

import { FormatError } from "../bytes.js";
import { exactly, type Rules, type RulesBytes } from "./rules.js";

const betBytes = 3;

export function readRoulette(bytes: RulesBytes): Rules {
  const game = bytes.gameName();
  const [pockets, numerator, maxBets, maxWeight] = [bytes.u8(), BigInt(bytes.u8()), bytes.u8(), bytes.u16()];
  const bets = bytes.list(bytes.u8(), () => bytes.take(bytes.u8()));
  bytes.end();
  if (bets.some((bet) => bet.length === 0)) {
    throw new FormatError("a bet has no pockets");
  }

  function placed(choice: Uint8Array): readonly { number: number; weight: number }[] {
    const count = choice.length / betBytes;
    const list = Array.from({ length: Math.floor(count) }, (_, i) => {
      const [number, high, low] = choice.subarray(i * betBytes);
      return { number: number!, weight: high! * 256 + low! };
    });
    const isGood =
      Number.isInteger(count) &&
      count >= 1 &&
      count <= maxBets &&
      list.every(({ number, weight }, i) => number < bets.length && weight >= 1 && weight <= maxWeight && (i === 0 || list[i - 1]!.number < number));
    if (!isGood) {
      throw new FormatError("the choice is none of roulette");
    }
    return list;
  }

  return {
    game,
    draw: (stream) => Uint8Array.of(stream.below(pockets)),
    payout(outcome, choice, stake) {
      const list = placed(choice);
      const weights = list.reduce((sum, { weight }) => sum + weight, 0);
      return list.reduce((total, { number, weight }) => {
        const part = exactly(stake, BigInt(weight), BigInt(weights));
        const own = bets[number]!;
        return own.includes(outcome[0]!) ? total + exactly(part, numerator, BigInt(own.length)) : total;
      }, 0n);
    },
  };
}
