// What a round was about, in words, for the history. It reads stored results; it decides none.

import {
  cascadeOf,
  decodeDiceChoice,
  decodePath,
  decodePlinkoChoice,
  decodePocket,
  decodeRoll,
  decodeSlotRound,
  decodeStops,
  decodeRouletteChoice,
  fromBase64,
  type GameInfo,
  isCascade,
  isDice,
  isPlinko,
  isRoulette,
  isSlot,
  type RoundView,
  type SlotRound,
  slotOfPath,
} from "@croupier/client";
import { betText } from "../roulette/bets.js";

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

function slotText(round: SlotRound): string {
  const { spins } = round;
  const lines = spins.reduce((sum, spin) => sum + spin.wins.length, 0);
  const won = lines === 0 ? "No line" : lines === 1 ? "1 line" : `${lines} lines`;
  return [won, ...(round.segment === null ? [] : ["the wheel"]), ...(spins.length > 1 ? [`${spins.length - 1} free spins`] : [])].join(", ");
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
      return { choice: "Spin", outcome: outcome.length === 0 ? "—" : slotText(decodeSlotRound(game.parameters, outcome)) };
    }
    if (isCascade(game?.parameters)) {
      const windows = outcome.length === 0 ? [] : cascadeOf(game.parameters, decodeStops(game.parameters, outcome));
      const wins = windows.filter((window) => window.pay > 0).length;
      return { choice: "Spin", outcome: windows.length === 0 ? "—" : wins === 0 ? "No win" : wins === 1 ? "1 win" : `${wins} wins in a row` };
    }
    if (isRoulette(game?.parameters)) {
      const { bets } = game.parameters;
      const parts = decodeRouletteChoice(game.parameters, fromBase64(round.choice));
      const first = betText(bets[parts[0]!.bet]!);
      return {
        choice: parts.length === 1 ? first : `${first} and ${parts.length - 1} more`,
        outcome: outcome.length === 0 ? "—" : `${decodePocket(game.parameters, outcome)}`,
      };
    }
    if (isPlinko(game?.parameters)) {
      const board = decodePlinkoChoice(game.parameters, fromBase64(round.choice));
      const path = outcome.length === 0 ? null : decodePath(game.parameters, outcome, board.rows);
      return {
        choice: `${board.rows} rows, ${board.risk} risk`,
        outcome: path === null ? "—" : `${timesText(board.pays[slotOfPath(path)]!)} ×`,
      };
    }
  } catch {
    // Rules of another version: shown as bytes below.
  }
  return { choice: round.choice === "" ? "—" : round.choice, outcome: round.outcome === "" ? "—" : round.outcome };
}
