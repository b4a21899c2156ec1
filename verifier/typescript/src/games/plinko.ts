// docs/fairness.md, "Plinko".

import { FormatError } from "../bytes.js";
import { exactly, type Rules, type RulesBytes } from "./rules.js";

export function readPlinko(bytes: RulesBytes): Rules {
  const game = bytes.gameName();
  const pathBits = bytes.u8();
  const boards = new Map<string, { readonly rows: number; readonly pays: readonly number[] }>(
    bytes.list(bytes.u8(), () => {
      const [rows, risk] = [bytes.u8(), bytes.u8()];
      return [`${rows} ${risk}`, { rows, pays: bytes.list(rows + 1, () => bytes.u32()) }] as const;
    }),
  );
  bytes.end();
  if (pathBits !== 16 || [...boards.values()].some(({ rows }) => rows > pathBits)) {
    throw new FormatError("a path is not of 16 turns, or a board has more rows");
  }
  return {
    game,
    draw(stream) {
      const path = stream.below(2 ** pathBits);
      return Uint8Array.of(path >> 8, path & 0xff);
    },
    payout(outcome, choice, stake) {
      const board = choice.length === 2 ? boards.get(`${choice[0]} ${choice[1]}`) : undefined;
      if (board === undefined) {
        throw new FormatError("the choice is none of plinko");
      }
      const path = outcome[0]! * 256 + outcome[1]!;
      let slot = 0;
      for (let turn = 0; turn < board.rows; turn++) {
        slot += (path >> (pathBits - 1 - turn)) & 1;
      }
      return exactly(stake, 1n, 100n) * BigInt(board.pays[slot]!);
    },
  };
}
