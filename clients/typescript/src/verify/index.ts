export * from "./chain.js";
export { HmacDrbg } from "./hmacDrbg.js";
export { personalizationOf, type RoundSeeds, RoundStream } from "./roundStream.js";
export { type GameRules, rulesHashOf, rulesOf } from "./rules.js";
