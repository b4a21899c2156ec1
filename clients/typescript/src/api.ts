// The HTTPS API. Amounts come and go as whole JSON numbers and are bigints here; ids and hashes stay texts.

import { type Asset, unitsFromJson, unitsToJson } from "./money.js";
import { RefusedError, Status } from "./status.js";
import { sentenceOf } from "./sentences.js";
import type { Uuid } from "./uuid.js";

export interface Session {
  readonly player: Uuid;
  readonly session: Uuid;
  /** 32 bytes in base64url: what a connection's keys derive from. */
  readonly sessionKey: string;
  readonly accessToken: string;
  readonly accessTokenExpiresUnixMs: number;
  /** Single-use: used twice, it ends the session. */
  readonly refreshToken: string;
}

export interface GameInfo {
  readonly game: string;
  readonly title: string;
  readonly rulesHash: string;
  readonly rulesText: string;
  readonly rtp: { readonly numerator: string; readonly denominator: string; readonly percent: string };
  readonly asset: number;
  readonly minStake: bigint;
  readonly maxStake: bigint;
  /** In hundredths of the stake: 19800 is 198 times. */
  readonly maxPayoutMultiple: bigint;
  /** The game's own; docs/fairness.md says what is in it. */
  readonly parameters: unknown;
}

export interface Wallet {
  readonly asset: number;
  readonly cash: bigint;
  readonly bonus: bigint;
  readonly withdrawalPending: bigint;
  readonly block: bigint;
}

export type DepositState = "opening" | "open" | "credited" | "cancelled" | "lapsed" | "unmatched" | "refunded";

export interface Deposit {
  readonly intent: Uuid;
  readonly asset: number;
  readonly amount: bigint;
  readonly state: DepositState | (string & {});
  /** Empty while it is opening: ask for the deposit again until its page is known. */
  readonly paymentUrl: string;
  readonly lapsesUnixMs: number;
}

export interface RoundView {
  readonly id: Uuid;
  readonly block: bigint;
  readonly entry: number;
  readonly unixMs: number;
  readonly game: string;
  readonly rulesHash: string;
  readonly chain: Uuid;
  readonly nonce: bigint;
  /** base64url. */
  readonly choice: string;
  /** base64url. */
  readonly outcome: string;
  readonly asset: number;
  readonly stake: bigint;
  readonly payout: bigint;
  readonly cashAfter: bigint;
  readonly status: number;
  readonly statusName: string;
}

export interface MovementView {
  readonly command: Uuid;
  readonly block: bigint;
  readonly entry: number;
  readonly unixMs: number;
  readonly reason: string;
  readonly asset: number;
  readonly amount: bigint;
  readonly cashAfter: bigint;
}

export interface ChainView {
  readonly chain: Uuid;
  readonly session: Uuid;
  readonly seedHash: string;
  /** base64url; empty until it was set. */
  readonly clientSeed: string;
  readonly closed: boolean;
  /** base64url; null until the chain is closed. */
  readonly serverSeed: string | null;
  readonly openedUnixMs: number;
}

/** A page of a history, and the cursor of the next one; null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Where an access token comes from: SessionKeeper. */
export interface Tokens {
  accessToken(): Promise<string>;
  /** Exchanges the refresh token now, because the server said that the access token has run out. */
  renew(): Promise<unknown>;
}

/** A difference of the clocks below this is not corrected. */
export const clockToleranceMs = 5_000;

/** Chains of one page of an export. */
const mostExported = 20;

type Json = Record<string, unknown>;

/** One origin's API. `fetch` and the token come in from outside, so that tests and other hosts can bring their own. */
export class PlayerApi {
  private clockOffsetMs = 0;

  constructor(
    private readonly origin: string,
    private readonly fetcher: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  /**
   * Unix milliseconds by the server's clock: this device's, corrected when the server's answers were seconds off. A device whose clock is
   * wrong can play all the same: the server refuses ids from its future, and tokens end by its clock.
   */
  serverNow(): number {
    return Date.now() + this.clockOffsetMs;
  }

  signUp(email: string, password: string): Promise<{ player: Uuid }> {
    return this.call("POST", "/api/v1/sign-up", { email, password });
  }

  signIn(email: string, password: string): Promise<Session> {
    return this.call("POST", "/api/v1/sign-in", { email, password });
  }

  refresh(refreshToken: string): Promise<Session> {
    return this.call("POST", "/api/v1/refresh", { refreshToken });
  }

  signOut(tokens: Tokens): Promise<void> {
    return this.call("POST", "/api/v1/sign-out", undefined, tokens);
  }

  async games(): Promise<readonly GameInfo[]> {
    const games = await this.call<Json[]>("GET", "/api/v1/games");
    return games.map((g) => ({
      ...(g as unknown as GameInfo),
      minStake: unitsFromJson(g.minStake),
      maxStake: unitsFromJson(g.maxStake),
      maxPayoutMultiple: unitsFromJson(g.maxPayoutMultiple),
      parameters: typeof g.parameters === "string" ? (JSON.parse(g.parameters) as unknown) : g.parameters,
    }));
  }

  assets(): Promise<readonly Asset[]> {
    return this.call("GET", "/api/v1/assets");
  }

  /** The wallet once it has seen the block; 0 for what it has now. */
  async wallet(tokens: Tokens, asset: number, block: bigint): Promise<Wallet> {
    const wallet = await this.call<Json>("GET", `/api/v1/wallet?asset=${asset}&block=${block}`, undefined, tokens);
    return {
      asset,
      cash: unitsFromJson(wallet.cash),
      bonus: unitsFromJson(wallet.bonus),
      withdrawalPending: unitsFromJson(wallet.withdrawalPending),
      block: unitsFromJson(wallet.block),
    };
  }

  async openDeposit(tokens: Tokens, id: Uuid, asset: number, amount: bigint): Promise<Deposit> {
    const body = { id, asset, amount: unitsToJson(amount) };
    return depositOf(await this.call("POST", "/api/v1/deposits", body, tokens));
  }

  async deposit(tokens: Tokens, intent: Uuid): Promise<Deposit> {
    return depositOf(await this.call("GET", `/api/v1/deposits/${intent}`, undefined, tokens));
  }

  async rounds(tokens: Tokens, before: string | null, limit: number): Promise<Page<RoundView>> {
    const page = await this.call<Json>("GET", `/api/v1/rounds?${paging(before, limit)}`, undefined, tokens);
    return { items: (page.rounds as Json[]).map(roundOf), next: (page.next as string | null | undefined) ?? null };
  }

  async movements(tokens: Tokens, before: string | null, limit: number): Promise<Page<MovementView>> {
    const page = await this.call<Json>("GET", `/api/v1/movements?${paging(before, limit)}`, undefined, tokens);
    return {
      items: (page.movements as Json[]).map((m) => ({
        ...(m as unknown as MovementView),
        block: unitsFromJson(m.block),
        amount: unitsFromJson(m.amount),
        cashAfter: unitsFromJson(m.cashAfter),
      })),
      next: (page.next as string | null | undefined) ?? null,
    };
  }

  async chains(tokens: Tokens): Promise<readonly ChainView[]> {
    const chains = await this.call<Json[]>("GET", "/api/v1/chains", undefined, tokens);
    return chains.map(chainOf);
  }

  async chain(tokens: Tokens, chain: Uuid): Promise<ChainView & { readonly rounds: readonly RoundView[] }> {
    const view = await this.call<Json>("GET", `/api/v1/chains/${chain}`, undefined, tokens);
    return { ...chainOf(view), rounds: (view.rounds as Json[]).map(roundOf) };
  }

  /** A page of the player's export: chains opened before this one (null: from the newest), and the cursor of the next page, null at the end. */
  async fairnessExport(tokens: Tokens, before: Uuid | null): Promise<{ readonly json: string; readonly next: Uuid | null }> {
    const page = await this.call<Json>("GET", `/api/v1/fairness/export?${paging(before, mostExported)}`, undefined, tokens);
    return { json: JSON.stringify(page), next: (page.next as Uuid | null | undefined) ?? null };
  }

  private async call<T>(method: string, path: string, body?: unknown, tokens?: Tokens): Promise<T> {
    const first = await this.send(method, path, body, await tokens?.accessToken());
    if (first.ok) {
      return first.json as T;
    }
    if (tokens === undefined || first.refusal.status !== Status.TokenExpired) {
      throw first.refusal;
    }
    // Our clock and the server's differ: the server's word counts, once.
    await tokens.renew();
    const second = await this.send(method, path, body, await tokens.accessToken());
    if (second.ok) {
      return second.json as T;
    }
    throw second.refusal;
  }

  /** The Date header has whole seconds and is older by the way here, so that small differences say nothing. */
  private compareClocks(date: string | null): void {
    const offset = date === null ? Number.NaN : Date.parse(date) - Date.now();
    if (!Number.isNaN(offset)) {
      this.clockOffsetMs = Math.abs(offset) < clockToleranceMs ? 0 : offset;
    }
  }

  private async send(method: string, path: string, body: unknown, token: string | undefined): Promise<Reply> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
    }
    if (token !== undefined) {
      headers.authorization = `Bearer ${token}`;
    }
    try {
      const response = await this.fetcher(this.origin + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
      });
      this.compareClocks(response.headers.get("date"));
      const text = await response.text();
      return response.ok
        ? { ok: true, json: text === "" ? undefined : JSON.parse(text) }
        : { ok: false, refusal: refusalOf(response.status, text) };
    } catch {
      const sentence = "The platform cannot be reached. Please check your connection.";
      return { ok: false, refusal: new RefusedError(Status.Unavailable, sentence) };
    }
  }
}

type Reply = { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly refusal: RefusedError };

function paging(before: string | null, limit: number): string {
  return before === null ? `limit=${limit}` : `before=${encodeURIComponent(before)}&limit=${limit}`;
}

function depositOf(json: Json): Deposit {
  return { ...(json as unknown as Deposit), amount: unitsFromJson(json.amount) };
}

function chainOf(json: Json): ChainView {
  const view = json as unknown as ChainView;
  return { ...view, clientSeed: view.clientSeed ?? "", serverSeed: view.serverSeed ?? null };
}

function roundOf(json: Json): RoundView {
  return {
    ...(json as unknown as RoundView),
    block: unitsFromJson(json.block),
    nonce: unitsFromJson(json.nonce),
    stake: unitsFromJson(json.stake),
    payout: unitsFromJson(json.payout),
    cashAfter: unitsFromJson(json.cashAfter),
  };
}

/** An error's body is `{status, name, message, retryAfterMs}`; what is not, a proxy's page say, becomes `Unavailable`. */
function refusalOf(httpStatus: number, text: string): RefusedError {
  try {
    const { status, message, retryAfterMs } = JSON.parse(text) as Json;
    if (typeof status === "number") {
      const sentence = typeof message === "string" && message !== "" ? message : sentenceOf(status);
      return new RefusedError(status, sentence, typeof retryAfterMs === "number" ? retryAfterMs : 0);
    }
  } catch {
    // Not JSON: judged by the HTTP status below.
  }
  return httpStatus === 401
    ? new RefusedError(Status.NotAuthenticated, sentenceOf(Status.NotAuthenticated))
    : new RefusedError(Status.Unavailable, `${sentenceOf(Status.Unavailable)} (HTTP ${httpStatus})`);
}
