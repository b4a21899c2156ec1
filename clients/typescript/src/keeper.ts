// Keeps a session usable: gives out an access token that has some time left, and exchanges the single-use refresh token before that ends.
// One exchange at a time, because a refresh token used twice ends the session.

import type { PlayerApi, Session, Tokens } from "./api.js";
import { RefusedError, Status } from "./status.js";

/** A token with less than this left is exchanged first; the platform's tokens live 5 minutes. */
export const renewBeforeMs = 60_000;

/** The shortest time between two exchanges that nobody asked for: a device whose clock is ahead would otherwise exchange without end. */
export const minRenewIntervalMs = 60_000;

/** After these the refresh token may still be good; every other refusal ends the session. */
const mayTryAgain: readonly number[] = [Status.RateLimited, Status.TooManyInFlight, Status.Busy, Status.Unavailable];

export class SessionKeeper implements Tokens {
  private exchange: Promise<Session> | null = null;
  private ended = false;
  private renewedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly api: PlayerApi,
    private session: Session,
    /** Called with each new session, and with null when it has ended for good. */
    private readonly changed: (session: Session | null) => void,
    /** Unix milliseconds by the server's clock, as well as it is known. */
    readonly now: () => number = () => api.serverNow(),
  ) {}

  get current(): Session {
    return this.session;
  }

  /** Milliseconds until the token should be exchanged; 0 when that time has come. */
  get renewsInMs(): number {
    const now = this.now();
    const due = this.session.accessTokenExpiresUnixMs - renewBeforeMs;
    return Math.max(0, due - now, this.renewedAtMs + minRenewIntervalMs - now);
  }

  async accessToken(): Promise<string> {
    if (this.renewsInMs > 0) {
      return this.session.accessToken;
    }
    try {
      return (await this.renew()).accessToken;
    } catch (error) {
      // The old token serves on while it lives.
      if (!this.ended && this.now() < this.session.accessTokenExpiresUnixMs) {
        return this.session.accessToken;
      }
      throw error;
    }
  }

  /** Exchanges the refresh token now, for instance because the server said that the access token is no longer good. */
  renew(): Promise<Session> {
    if (this.ended) {
      return Promise.reject(new RefusedError(Status.SessionRevoked, "Your session has ended. Please sign in again."));
    }
    this.exchange ??= this.api
      .refresh(this.session.refreshToken)
      .then(
        (session) => {
          this.session = session;
          this.renewedAtMs = this.now();
          this.changed(session);
          return session;
        },
        (error: unknown) => {
          // After a failure of the network the exchange may or may not have happened; the next use of the token tells.
          if (error instanceof RefusedError && !mayTryAgain.includes(error.status)) {
            this.end();
          }
          throw error;
        },
      )
      .finally(() => {
        this.exchange = null;
      });
    return this.exchange;
  }

  async signOut(): Promise<void> {
    try {
      await this.api.signOut(this);
    } finally {
      this.end();
    }
  }

  private end(): void {
    if (!this.ended) {
      this.ended = true;
      this.changed(null);
    }
  }
}
