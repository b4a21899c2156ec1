// The bounds of a client's waiting, and what it says and takes.

import type { SocketFactory } from "./connection.js";
import type { CommandJournal } from "./journal.js";
import type { Balance, ChainMessage, RoundResult, Welcome, WithdrawalResult } from "./messages.js";

/** How long an answer may take before the connection counts as dead. */
export const answerTimeoutMs = 10_000;
/** How often one command is sent before its promise says that the outcome is unknown; the journal keeps it even then. */
export const maxAttemptsPerCommand = 2_000;
/** How many connections are tried in a row, an hour or so, before the client waits to be told to go on. */
export const maxReconnects = 2_000;
export const firstBackoffMs = 50;
export const maxBackoffMs = 2_000;
export const pingEveryMs = 20_000;

export type PlayState =
  | { readonly kind: "offline" }
  | { readonly kind: "connecting" }
  | { readonly kind: "online"; readonly welcome: Welcome }
  | { readonly kind: "waiting"; readonly retryInMs: number; readonly attempt: number }
  /** The session has ended: a new sign-in is needed. */
  | { readonly kind: "ended"; readonly message: string };

export type Answer = ChainMessage | RoundResult | WithdrawalResult;

export interface PlayerEvents {
  stateChanged?(state: PlayState): void;
  /** The player's money, as told unasked or asked for. */
  balanceChanged?(balance: Balance): void;
}

export interface PlayerOptions {
  readonly journal?: CommandJournal;
  readonly openSocket?: SocketFactory;
  /** In [0, 1): spreads reconnects, so that a restarted platform is not met by everyone at once. */
  readonly jitter?: () => number;
}
