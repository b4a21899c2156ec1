// docs/fairness.md, "Dice".

import { FormatError } from "../bytes.js";
import { exactly, type Rules, type RulesBytes } from "./rules.js";

export function readDice(bytes: RulesBytes): Rules {
  const game = bytes.gameName();
  const [rolls, minChance, maxChance, numerator] = [bytes.u16(), bytes.u16(), bytes.u16(), bytes.u16()];
  bytes.end();
  return {
    game,
    draw(stream) {
      const roll = stream.below(rolls);
      return Uint8Array.of(roll >> 8, roll & 0xff);
    },
    payout(outcome, choice, stake) {
      const [side, high, low] = choice;
      const chance = choice.length === 3 ? high! * 256 + low! : 0;
      if (side === undefined || side > 1 || chance < minChance || chance > maxChance) {
        throw new FormatError("the choice is none of dice");
      }
      const roll = outcome[0]! * 256 + outcome[1]!;
      const won = exactly(stake, BigInt(numerator), BigInt(chance));
      return (side === 0 ? roll < chance : roll >= rolls - chance) ? won : 0n;
    },
  };
}
