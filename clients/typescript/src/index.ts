export * from "./api.js";
export * from "./bytes.js";
export { Connection, type SocketFactory } from "./connection.js";
export * from "./journal.js";
export * from "./keeper.js";
export * from "./messages.js";
export * from "./money.js";
export * from "./play.js";
export * from "./player.js";
export * from "./sentences.js";
export * from "./status.js";
export * from "./uuid.js";
export {
  decodeDiceChoice,
  decodeRoll,
  type DiceChoice,
  type DiceParameters,
  type DiceSide,
  diceWinPays,
  diceWins,
  encodeDiceChoice,
  isDice,
} from "./games/dice.js";
export {
  decodePath,
  decodePlinkoChoice,
  encodePlinkoChoice,
  isPlinko,
  type PlinkoBoard,
  type PlinkoParameters,
  slotOfPath,
} from "./games/plinko.js";
export {
  decodePocket,
  decodeRouletteChoice,
  encodeRouletteChoice,
  isRoulette,
  type RouletteBet,
  type RouletteParameters,
  type RoulettePart,
  roulettePays,
} from "./games/roulette.js";
export { decodeSpins, isSlot, type LineWin, type SlotParameters, type SpinView, totalPay } from "./games/slot.js";
