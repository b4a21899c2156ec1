// Plinko, as docs/fairness.md lays it out: the rows and the risk of a choice, the path of an outcome, and what its slot pays.

import { type Bytes, concat } from "../bytes.js";
import { lengthAndText, u16, u32 } from "./layout.js";

export interface PlinkoBoard {
  readonly rows: number;
  readonly risk: string;
  /** What each slot pays from left to right, in hundredths of the stake. */
  readonly pays: readonly number[];
}

export interface PlinkoParameters {
  readonly kind: "plinko";
  readonly version: number;
  readonly pathBits: number;
  readonly risks: readonly string[];
  readonly boards: readonly PlinkoBoard[];
}

export function isPlinko(parameters: unknown): parameters is PlinkoParameters {
  return (parameters as { kind?: unknown } | null)?.kind === "plinko";
}

export function encodePlinkoChoice(parameters: PlinkoParameters, board: PlinkoBoard): Bytes {
  return Uint8Array.of(board.rows, parameters.risks.indexOf(board.risk));
}

export function decodePlinkoChoice(parameters: PlinkoParameters, bytes: Uint8Array): PlinkoBoard {
  const risk = parameters.risks[bytes[1]!];
  const board = parameters.boards.find((known) => known.rows === bytes[0] && known.risk === risk);
  if (bytes.length !== 2 || board === undefined) {
    throw new RangeError("no choice of plinko");
  }
  return board;
}

/** The turns of the ball on a board, from the top: true is right. */
export function decodePath(parameters: PlinkoParameters, outcome: Uint8Array, rows: number): readonly boolean[] {
  if (outcome.length !== 2) {
    throw new RangeError("no outcome of plinko");
  }
  const path = outcome[0]! * 256 + outcome[1]!;
  return Array.from({ length: rows }, (_, row) => ((path >> (parameters.pathBits - 1 - row)) & 1) === 1);
}

/** The slot in which the ball ends: as many to the right as it turned right. */
export function slotOfPath(path: readonly boolean[]): number {
  return path.filter((right) => right).length;
}

/** The bytes under the rules hash. */
export function plinkoRules(game: string, parameters: PlinkoParameters): Bytes {
  return concat(
    lengthAndText("croupier/rules/plinko"),
    u16(parameters.version),
    lengthAndText("croupier/round/1"),
    lengthAndText(game),
    Uint8Array.of(parameters.pathBits, parameters.boards.length),
    ...parameters.boards.map((board) =>
      concat(Uint8Array.of(board.rows, parameters.risks.indexOf(board.risk)), ...board.pays.map(u32)),
    ),
  );
}
