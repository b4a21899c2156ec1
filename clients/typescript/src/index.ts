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
  cascadeOf,
  cascadePay,
  type CascadeParameters,
  type CascadeWindow,
  decodeStops,
  isCascade,
  type WayWin,
} from "./games/cascade.js";
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
export {
  decodeSlotRound,
  isSlot,
  type LineWin,
  prizeOf,
  type SlotParameters,
  type SlotRound,
  type SlotSymbol,
  type SlotWheel,
  type SpinView,
  totalPay,
} from "./games/slot.js";
