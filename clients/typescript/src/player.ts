// The player's side of /play, over as many connections as it takes. It keeps one connection open while the session lives, and sees every
// command through: kept in the journal before it is sent, sent again under the same id when a connection is lost or the platform did not
// know the outcome, dropped from the journal when its answer has come. So a command takes effect at most once, and its answer is the
// stored result, whichever of the attempts it was.

import { PlayerCommands } from "./commands.js";
import { Connection } from "./connection.js";
import { type CommandJournal, MemoryJournal } from "./journal.js";
import type { SessionKeeper } from "./keeper.js";
import { type Balance, type Command, commandJson, type ServerFrame, type ServerMessage, type Welcome } from "./messages.js";
import {
  type Answer,
  answerTimeoutMs,
  firstBackoffMs,
  maxAttemptsPerCommand,
  maxBackoffMs,
  maxReconnects,
  pingEveryMs,
  type PlayerEvents,
  type PlayerOptions,
  type PlayState,
} from "./play.js";
import { sentenceOf } from "./sentences.js";
import { isWorthRetrying, OutcomeUnknownError, RefusedError, Status } from "./status.js";
import { newUuidV7, type Uuid } from "./uuid.js";

interface InFlight {
  readonly command: Command;
  readonly answer: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
  attempts: number;
  /** The number of the frame that carries it on this connection; null while it waits. */
  sentAs: bigint | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

interface Query {
  readonly resolve: (message: ServerMessage) => void;
  readonly reject: (reason: Error) => void;
}

export class PlayerClient extends PlayerCommands {
  private readonly journal: CommandJournal;
  private readonly inFlight = new Map<Uuid, InFlight>();
  private readonly queries = new Map<bigint, Query>();
  private connection: Connection | null = null;
  private state: PlayState = { kind: "offline" };
  private wanted = false;
  private reconnects = 0;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  private renewTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setTimeout> | undefined;
  private connects = 0;
  private turn = 0;
  private pings = 0n;
  private renewedForRefusal = false;

  constructor(
    /** One gateway, or several of one platform: when one can't be reached, is lost or goes away, the next has its turn. */
    private readonly url: string | readonly string[],
    private readonly keeper: SessionKeeper,
    private readonly events: PlayerEvents = {},
    private readonly options: PlayerOptions = {},
  ) {
    super();
    this.journal = options.journal ?? new MemoryJournal();
  }

  get current(): PlayState {
    return this.state;
  }

  /** Connects, and stays connected until `stop`. When it is waiting to reconnect, it does so at once. */
  start(): void {
    this.wanted = true;
    this.reconnects = 0;
    if (this.connection === null && this.state.kind !== "connecting") {
      void this.connect();
    }
  }

  /** Disconnects. Commands without an answer stay in the journal, and their promises say that the outcome is unknown. */
  stop(): void {
    this.wanted = false;
    clearTimeout(this.reconnectTimer);
    this.connection?.close();
    this.giveUpWaiting();
    this.enter({ kind: "offline" });
  }

  /** The commands that an earlier page sent and never saw answered, sent again under their ids. */
  resume(): readonly { readonly command: Command; readonly answer: Promise<Answer> }[] {
    return this.journal.kept().map((command) => ({ command, answer: this.submit(command) }));
  }

  async balance(asset: number): Promise<Balance> {
    const message = await this.ask(JSON.stringify({ getBalance: { asset } }));
    if (message.kind !== "balance") {
      throw unexpected(message);
    }
    return message;
  }

  /**
   * Sees a command through. The promise gives the stored result of an accepted command; a RefusedError says that it was refused, and an
   * OutcomeUnknownError that no answer came in any attempt: then `resume` sends it again.
   */
  override submit(command: Command): Promise<Answer> {
    const known = this.inFlight.get(command.id);
    if (known !== undefined) {
      return known.answer;
    }
    this.journal.keep(command);
    let resolve!: (answer: Answer) => void;
    let reject!: (reason: Error) => void;
    const answer = new Promise<Answer>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    const entry: InFlight = { command, answer, resolve, reject, attempts: 0, sentAs: null, timer: undefined };
    this.inFlight.set(command.id, entry);
    this.sendWaiting();
    return answer;
  }

  /** By the server's clock: it refuses ids whose time is far ahead of its own. */
  protected override newId(): Uuid {
    return newUuidV7(this.keeper.now());
  }

  private async connect(): Promise<void> {
    clearTimeout(this.reconnectTimer);
    const attempt = ++this.connects;
    this.enter({ kind: "connecting" });
    try {
      await this.keeper.accessToken();
    } catch (error) {
      this.lost(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (!this.wanted || attempt !== this.connects) {
      return;
    }
    const connection: Connection = new Connection(
      this.gateway,
      this.keeper.current,
      {
        welcomed: (welcome) => this.online(welcome),
        received: (frame) => this.take(frame),
        ended: (reason) => {
          if (this.connection === connection) {
            this.lost(reason);
          }
        },
      },
      this.options.openSocket,
    );
    this.connection = connection;
  }

  private online(welcome: Welcome): void {
    this.reconnects = 0;
    this.renewedForRefusal = false;
    this.enter({ kind: "online", welcome });
    this.renewTimer = setTimeout(() => void this.renewHere(), this.keeper.renewsInMs);
    this.schedulePing();
    this.sendWaiting();
  }

  /** Sends what waits, in the order in which it came, as far as the server takes it. */
  private sendWaiting(): void {
    if (this.state.kind !== "online" || this.connection === null || !this.connection.isOpen) {
      return;
    }
    const room = Math.max(1, this.state.welcome.maxInFlight);
    let sent = [...this.inFlight.values()].filter((entry) => entry.sentAs !== null).length;
    for (const entry of this.inFlight.values()) {
      if (entry.sentAs === null && entry.timer === undefined && sent < room) {
        this.send(entry, this.connection);
        sent++;
      }
    }
  }

  private send(entry: InFlight, connection: Connection): void {
    if (entry.attempts >= maxAttemptsPerCommand) {
      this.giveUp(entry);
      return;
    }
    entry.attempts++;
    entry.sentAs = connection.send(commandJson(entry.command));
    entry.timer = setTimeout(() => connection.close("no answer came in time"), answerTimeoutMs);
  }

  private take(frame: ServerFrame): void {
    if (frame.message.kind === "balance") {
      this.events.balanceChanged?.(frame.message);
    }
    const replyTo = frame.replyTo;
    if (replyTo === null) {
      this.takeUnasked(frame.message);
      return;
    }
    const query = this.queries.get(replyTo);
    if (query !== undefined) {
      this.queries.delete(replyTo);
      query.resolve(frame.message);
      return;
    }
    for (const entry of this.inFlight.values()) {
      if (entry.sentAs === replyTo) {
        this.answer(entry, frame.message);
        return;
      }
    }
  }

  private takeUnasked(message: ServerMessage): void {
    // A refusal that answers no frame is about the connection: the server closes it, or we do. Other news needs nothing.
    if (message.kind === "refusal") {
      this.connection?.close(message.message);
    }
  }

  private answer(entry: InFlight, message: ServerMessage): void {
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.sentAs = null;
    if (message.kind !== "refusal" && message.kind !== "chain" && message.kind !== "round" && message.kind !== "withdrawal") {
      this.finish(entry, unexpected(message));
    } else if (isWorthRetrying(message.status)) {
      this.sendLater(entry, message.kind === "refusal" ? message.retryAfterMs : 0);
    } else if (message.status === Status.TokenExpired) {
      // The next connection starts with a fresh token and sends it again.
      this.connection?.close("the token has run out");
      return;
    } else if (message.kind === "refusal") {
      const sentence = message.message === "" ? sentenceOf(message.status) : message.message;
      this.finish(entry, new RefusedError(message.status, sentence, message.retryAfterMs));
    } else if (message.status !== Status.Accepted) {
      const detail = message.kind === "round" ? message.detail : 0n;
      this.finish(entry, new RefusedError(message.status, sentenceOf(message.status), 0, detail));
    } else {
      this.finish(entry, message);
    }
    this.sendWaiting();
  }

  private sendLater(entry: InFlight, retryAfterMs: number): void {
    const wait = this.pauseMs(retryAfterMs, entry.attempts);
    entry.timer = setTimeout(() => {
      entry.timer = undefined;
      this.sendWaiting();
    }, wait);
  }

  private finish(entry: InFlight, outcome: Answer | Error): void {
    this.inFlight.delete(entry.command.id);
    this.journal.drop(entry.command.id);
    if (outcome instanceof Error) {
      entry.reject(outcome);
    } else {
      entry.resolve(outcome);
    }
  }

  /** The journal keeps it: whether it took effect is not known, and only the same id can tell. */
  private giveUp(entry: InFlight): void {
    clearTimeout(entry.timer);
    this.inFlight.delete(entry.command.id);
    entry.reject(new OutcomeUnknownError("No answer came yet. It is asked for again at the next start."));
  }

  private giveUpWaiting(): void {
    [...this.inFlight.values()].forEach((entry) => this.giveUp(entry));
  }

  private ask(json: string): Promise<ServerMessage> {
    return new Promise((resolve, reject) => {
      if (this.connection === null || !this.connection.isOpen) {
        reject(new RefusedError(Status.Unavailable, sentenceOf(Status.Unavailable)));
        return;
      }
      this.queries.set(this.connection.send(json), { resolve, reject });
    });
  }

  /** Takes a fresh access token to the open connection before the old one ends. */
  private async renewHere(): Promise<boolean> {
    clearTimeout(this.renewTimer);
    try {
      const session = await this.keeper.renew();
      const message = await this.ask(JSON.stringify({ renew: { accessToken: session.accessToken } }));
      if (message.kind !== "renewed") {
        throw unexpected(message);
      }
      this.renewTimer = setTimeout(() => void this.renewHere(), this.keeper.renewsInMs);
      return true;
    } catch (error) {
      // The next connection starts with a token of its own; when none can be had, it says that the session has ended.
      this.connection?.close(error instanceof Error ? error.message : "the token could not be renewed");
      return false;
    }
  }

  private schedulePing(): void {
    const connection = this.connection;
    this.pingTimer = setTimeout(() => {
      const deadline = setTimeout(() => connection?.close("no answer to a ping"), answerTimeoutMs);
      this.ask(JSON.stringify({ ping: { token: `${this.pings++}` } })).then(
        () => {
          clearTimeout(deadline);
          if (connection === this.connection) {
            this.schedulePing();
          }
        },
        () => clearTimeout(deadline),
      );
    }, pingEveryMs);
  }

  private get gateway(): string {
    return typeof this.url === "string" ? this.url : this.url[this.turn % this.url.length]!;
  }

  private lost(reason: Error): void {
    this.connection = null;
    this.turn++;
    clearTimeout(this.renewTimer);
    clearTimeout(this.pingTimer);
    for (const query of this.queries.values()) {
      query.reject(reason);
    }
    this.queries.clear();
    for (const entry of this.inFlight.values()) {
      clearTimeout(entry.timer);
      entry.timer = undefined;
      entry.sentAs = null;
    }
    if (!this.wanted) {
      return;
    }
    if (reason instanceof RefusedError) {
      if (reason.status === Status.TokenExpired || reason.status === Status.NotAuthenticated) {
        this.reconnectWithFreshToken(reason);
        return;
      }
      if (!isWorthRetrying(reason.status)) {
        this.endWith(reason.message);
        return;
      }
    }
    this.reconnectLater(reason instanceof RefusedError ? reason.retryAfterMs : 0);
  }

  /** The session is over: nothing more can be sent until someone signs in. */
  private endWith(message: string): void {
    this.wanted = false;
    this.giveUpWaiting();
    this.enter({ kind: "ended", message });
  }

  private reconnectWithFreshToken(refusal: RefusedError): void {
    if (this.renewedForRefusal) {
      // A token that was just renewed was refused too: the session is over.
      this.endWith(refusal.message);
      return;
    }
    this.renewedForRefusal = true;
    this.keeper.renew().then(
      () => void this.connect(),
      (error: unknown) => {
        const final = error instanceof RefusedError && !isWorthRetrying(error.status);
        this.lost(final ? new RefusedError(Status.SessionRevoked, error.message) : new Error(String(error)));
      },
    );
  }

  private reconnectLater(retryAfterMs: number): void {
    if (this.reconnects >= maxReconnects) {
      this.enter({ kind: "offline" });
      return;
    }
    const retryInMs = this.pauseMs(retryAfterMs, this.reconnects);
    this.reconnects++;
    this.enter({ kind: "waiting", retryInMs, attempt: this.reconnects });
    this.reconnectTimer = setTimeout(() => void this.connect(), retryInMs);
  }

  /** What the server said and up to half as much again, so that those who were refused together do not come back together. */
  private pauseMs(retryAfterMs: number, attempt: number): number {
    const jitter = (this.options.jitter ?? Math.random)();
    const ceiling = Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(attempt, 10));
    return Math.round(Math.max(retryAfterMs * (1 + jitter / 2), ceiling / 2 + (ceiling / 2) * jitter));
  }

  private enter(state: PlayState): void {
    this.state = state;
    this.events.stateChanged?.(state);
  }
}

function unexpected(message: ServerMessage): Error {
  return message.kind === "refusal"
    ? new RefusedError(message.status, message.message, message.retryAfterMs)
    : new Error(`${message.kind} is no answer to this`);
}
