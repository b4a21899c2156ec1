// The frozen list of statuses (docs/protocol.md). 1–99 are refused at the edge, before the log: the command id stays free.
// 100–999 were decided in the player's partition and are stored for ever; of 107–109 the command id stays free.

export const Status = {
  Accepted: 0,
  FrameTooLarge: 1,
  BadMac: 2,
  FrameReplayed: 3,
  FrameOutOfOrder: 4,
  Malformed: 5,
  UnsupportedVersion: 6,
  OriginRefused: 7,
  NotAuthenticated: 10,
  TokenExpired: 11,
  SessionRevoked: 12,
  WrongCredentials: 13,
  NameTaken: 14,
  RateLimited: 20,
  TooManyInFlight: 21,
  Busy: 22,
  Unavailable: 23,
  NoSuchGame: 30,
  NoSuchRulesHash: 31,
  ChoiceInvalid: 32,
  StakeNotPositive: 33,
  StakeNotWholeUnit: 34,
  StakeStep: 35,
  StakeTooLarge: 36,
  IdMalformed: 37,
  AmountInvalid: 38,
  NoSuchAsset: 39,
  NotFound: 40,
  SignatureInvalid: 41,
  Conflict: 100,
  NotPermitted: 101,
  MalformedCommand: 102,
  WrongPartition: 103,
  UnknownPlayer: 104,
  PlayerExists: 105,
  StateTransitionRefused: 106,
  NotAttested: 107,
  CommandTooLarge: 108,
  UnknownCommand: 109,
  PlayerUnverified: 110,
  PlayerSuspended: 111,
  PlayerExcluded: 112,
  PlayerClosed: 113,
  PlayerInTimeOut: 114,
  UnknownGame: 120,
  UnknownRulesHash: 121,
  GameDisabled: 122,
  ChainExists: 130,
  UnknownChain: 131,
  ChainOfAnother: 132,
  ChainClosed: 133,
  ChainExpired: 134,
  ClientSeedAlreadySet: 135,
  ClientSeedMissing: 136,
  ClientSeedMismatch: 137,
  NonceOld: 138,
  NonceAhead: 139,
  RoundOpen: 140,
  UnknownRound: 141,
  RoundOver: 142,
  StepMismatch: 143,
  RoundNotAbandoned: 144,
  UnknownAsset: 150,
  AmountNotPositive: 151,
  AmountTooLarge: 152,
  AmountNotWholeUnit: 153,
  StakeBelowMinimum: 154,
  StakeAboveMaximum: 155,
  PayoutAboveMaximum: 156,
  Unbalanced: 157,
  SameAccount: 158,
  UnknownAccount: 159,
  PlayerToPlayer: 160,
  AccountFrozen: 161,
  AccountClosed: 162,
  DebitsWouldExceedCredits: 163,
  CreditsWouldExceedDebits: 164,
  AccountNotEmpty: 165,
  UnknownCrossing: 168,
  CrossingResolved: 169,
  UnknownHold: 170,
  HoldResolved: 171,
  HoldExpired: 172,
  HoldAmountExceeded: 173,
  UnknownIntent: 174,
  IntentExists: 175,
  IntentResolved: 176,
  UnknownWithdrawal: 177,
  WithdrawalResolved: 178,
  UnknownProfile: 180,
  ProfileMismatch: 181,
  CycleOpen: 182,
  CycleTooSoon: 183,
  NoPendingChange: 184,
  ChangeTooSoon: 185,
  ExclusionShortened: 186,
  SessionTimeLimit: 189,
  StakeLimit: 190,
  WagerLimit: 191,
  LossLimit: 192,
  DepositLimit: 193,
  GuardLoosened: 194,
  BalanceOverflow: 195,
  InsufficientFunds: 196,
} as const;

export type StatusName = keyof typeof Status;

const names = new Map<number, StatusName>(
  (Object.entries(Status) as [StatusName, number][]).map(([name, number]) => [number, name]),
);

/** The name of a status, or `Status250` for one that this version does not know. */
export function statusName(status: number): string {
  return names.get(status) ?? `Status${status}`;
}

/**
 * Whether the same command, under the same id, is worth sending again after a wait. After `Unavailable` it may or may not have taken
 * effect, and only the same id finds out; the others stopped before the log.
 */
export function isWorthRetrying(status: number): boolean {
  return (
    status === Status.RateLimited ||
    status === Status.TooManyInFlight ||
    status === Status.Busy ||
    status === Status.Unavailable
  );
}

/** A request that ended with another status than Accepted. `message` is a sentence for people. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";

  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterMs: number = 0,
    /** By status, of a stored refusal: when a limit frees (Unix ms), or the nonce expected. */
    readonly detail: bigint = 0n,
  ) {
    super(message);
  }

  get statusName(): string {
    return statusName(this.status);
  }
}

/** No answer came in any of the attempts: the command may have taken effect. Sending it again with the same id tells. */
export class OutcomeUnknownError extends Error {
  override readonly name = "OutcomeUnknownError";
}
