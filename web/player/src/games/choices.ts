// What a round was about, in words, for the history. It reads stored results; it decides none.

import {
  decodeDiceChoice,
  decodeRoll,
  decodeSpins,
  fromBase64,
  type GameInfo,
  isDice,
  isSlot,
  type RoundView,
  type SpinView,
} from "@croupier/client";

export function titleOf(games: readonly GameInfo[], game: string): string {
  return games.find((known) => known.game === game)?.title ?? game;
}

/** A chance in parts of the rolls as a percentage, exact: 4950 of 10000 is `49.5`. */
export function percentOf(chance: number, rolls: number): string {
  return timesText((BigInt(chance) * 10_000n) / BigInt(rolls));
}

/** A roll as people read it: 726 is `07.26`. */
export function rollText(roll: number): string {
  const text = roll.toString().padStart(4, "0");
  return `${text.slice(0, 2)}.${text.slice(2)}`;
}

/** A factor in hundredths, exact: 1980 is `19.8`. */
export function timesText(hundredths: number | bigint): string {
  const all = BigInt(hundredths);
  const decimals = (all % 100n).toString().padStart(2, "0").replace(/0+$/, "");
  return decimals === "" ? `${all / 100n}` : `${all / 100n}.${decimals}`;
}

function spinsText(spins: readonly SpinView[]): string {
  const lines = spins.reduce((sum, spin) => sum + spin.wins.length, 0);
  const won = lines === 0 ? "No line" : lines === 1 ? "1 line" : `${lines} lines`;
  return spins.length > 1 ? `${won}, ${spins.length - 1} free spins` : won;
}

export function describeRound(games: readonly GameInfo[], round: RoundView): { choice: string; outcome: string } {
  const game = games.find((known) => known.rulesHash === round.rulesHash);
  try {
    const outcome = fromBase64(round.outcome);
    if (isDice(game?.parameters)) {
      const choice = decodeDiceChoice(game.parameters, fromBase64(round.choice));
      const side = choice.side === "under" ? "Under" : "Over";
      return {
        choice: `${side}, ${percentOf(choice.chance, game.parameters.rolls)} %`,
        outcome: outcome.length === 0 ? "—" : rollText(decodeRoll(outcome)),
      };
    }
    if (isSlot(game?.parameters)) {
      const spins = outcome.length === 0 ? [] : decodeSpins(game.parameters, outcome);
      return { choice: "Spin", outcome: spins.length === 0 ? "—" : spinsText(spins) };
    }
  } catch {
    // Rules of another version: shown as bytes below.
  }
  return { choice: round.choice === "" ? "—" : round.choice, outcome: round.outcome === "" ? "—" : round.outcome };
}
