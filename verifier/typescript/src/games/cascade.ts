// docs/fairness.md, "Cascading slots".

import { FormatError } from "../bytes.js";
import { exactly, type Rules, type RulesBytes } from "./rules.js";

const reels = 5;

export function readCascade(bytes: RulesBytes): Rules {
  const game = bytes.gameName();
  const rows = bytes.u8();
  const pays = bytes.list(bytes.u8(), () => [0, 0, 0, bytes.u32(), bytes.u32(), bytes.u32()]);
  const wild = bytes.u8();
  const strips = bytes.list(bytes.u8(), () => bytes.take(bytes.u8()));
  const multipliers = bytes.take(bytes.u8());
  const [maxWins, maxPayout] = [bytes.u8(), bytes.u32()];
  bytes.end();
  if (strips.length !== reels || strips.some((strip) => strip.length === 0 || strip.some((symbol) => symbol >= pays.length)) || multipliers.length === 0) {
    throw new FormatError("a reel is none of a slot, or there is no multiplier");
  }

  /** What the window wins, before the multiplier, and which places have won. */
  function wins(window: readonly (readonly number[])[]): { sum: number; won: boolean[][] } {
    const won = window.map((reel) => reel.map(() => false));
    let sum = 0;
    for (const symbol of new Set(window[0])) {
      const shows = (shown: number): boolean => shown === symbol || shown === wild;
      let [length, ways] = [0, 1];
      for (let count; length < reels && (count = window[length]!.filter(shows).length) > 0; length++) {
        ways *= count;
      }
      if (length >= 3) {
        sum += ways * pays[symbol]![length]!;
        window.slice(0, length).forEach((reel, i) => reel.forEach((shown, r) => (won[i]![r] ||= shows(shown))));
      }
    }
    return { sum, won };
  }

  function total(stops: Uint8Array): bigint {
    const pointers = [...stops];
    let window = strips.map((strip, i) => Array.from({ length: rows }, (_, r) => strip[(stops[i]! + r) % strip.length]!));
    let sumOfAll = 0n;
    for (let n = 1; n <= maxWins; n++) {
      const { sum, won } = wins(window);
      if (sum === 0) {
        break;
      }
      sumOfAll += BigInt(sum) * BigInt(multipliers[Math.min(n, multipliers.length) - 1]!);
      window = window.map((reel, i) => {
        const strip = strips[i]!;
        const left = reel.filter((_, r) => !won[i]![r]);
        while (left.length < rows) {
          pointers[i] = (pointers[i]! + strip.length - 1) % strip.length;
          left.unshift(strip[pointers[i]!]!);
        }
        return left;
      });
    }
    return sumOfAll;
  }

  return {
    game,
    draw: (stream) => Uint8Array.from(strips, (strip) => stream.below(strip.length)),
    payout(outcome, choice, stake) {
      if (choice.length !== 0) {
        throw new FormatError("the choice of a slot is empty");
      }
      const won = total(outcome);
      return exactly(stake, won < BigInt(maxPayout) ? won : BigInt(maxPayout), 100n);
    },
  };
}
