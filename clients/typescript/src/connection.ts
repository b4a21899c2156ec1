// One socket, from Hello to its end. A connection is opened with a session's key and token and then carries protected frames in both
// directions; when anything about it is wrong it ends, and a new one is made. It retries nothing: PlayerClient does.
//
//   1. The server's Hello brings its challenge.
//   2. Authenticate takes our token and nonce; both sides derive the direction keys.
//   3. The server's Welcome is its protected frame 0. From there on `send` numbers and protects, and `received` gets what came in order.

import type { Session } from "./api.js";
import { type Bytes, fromBase64, randomBytes, toBase64 } from "./bytes.js";
import { deriveConnectionKeys, FrameReader, FrameWriter } from "./frames.js";
import { parseServerFrame, ProtocolError, type ServerFrame, type Welcome } from "./messages.js";
import { sentenceOf } from "./sentences.js";
import { RefusedError } from "./status.js";

export const protocolVersion = 1;
export const subprotocol = "croupier.v1";

/** The server ends an unauthenticated socket after 5 s; a healthy handshake takes far less. */
export const handshakeTimeoutMs = 8_000;

export type SocketFactory = (url: string, subprotocol: string) => WebSocket;

export interface ConnectionEvents {
  welcomed(welcome: Welcome): void;
  received(frame: ServerFrame): void;
  /** Called once. The reason is a RefusedError when the server refused the handshake. */
  ended(reason: Error): void;
}

export class Connection {
  private readonly clientNonce: Bytes = randomBytes(32);
  private readonly handshakeTimer: ReturnType<typeof setTimeout>;
  private readonly socket: WebSocket;
  private writer: FrameWriter | null = null;
  private reader: FrameReader | null = null;
  private welcomed = false;
  private over = false;

  // Hashing is asynchronous: these two queues keep frames in their order.
  private sending: Promise<void> = Promise.resolve();
  private receiving: Promise<void> = Promise.resolve();

  constructor(
    url: string,
    private readonly session: Session,
    private readonly events: ConnectionEvents,
    openSocket: SocketFactory = (address, protocol) => new WebSocket(address, protocol),
  ) {
    this.socket = openSocket(url, subprotocol);
    this.handshakeTimer = setTimeout(() => this.end(new ProtocolError("the handshake took too long")), handshakeTimeoutMs);
    this.socket.onmessage = (event: MessageEvent) => {
      this.receiving = this.receiving
        .then(() => this.take(event.data))
        .catch((error: unknown) => this.end(error instanceof Error ? error : new ProtocolError(String(error))));
    };
    // The frames that came before the closing are read first: they may say why.
    this.socket.onclose = () => {
      this.receiving = this.receiving.then(() => this.end(new Error("the connection was lost")));
    };
  }

  get isOpen(): boolean {
    return this.welcomed && !this.over;
  }

  /** Numbers, protects and sends a message; the number is what the answer's `replyTo` will name. */
  send(json: string): bigint {
    if (!this.isOpen || this.writer === null) {
      throw new Error("the connection is not open");
    }
    const { sequence, frame } = this.writer.protect(json);
    this.sending = this.sending.then(async () => {
      const text = await frame;
      if (!this.over && this.socket.readyState === WebSocket.OPEN) {
        this.socket.send(text);
      }
    });
    return sequence;
  }

  close(reason = "closed by the client"): void {
    this.end(new Error(reason));
  }

  private async take(data: unknown): Promise<void> {
    if (this.over) {
      return;
    }
    if (typeof data !== "string") {
      throw new ProtocolError("a text frame was expected");
    }
    if (this.reader === null) {
      await this.greet(parseServerFrame(data));
      return;
    }
    if (!this.welcomed && data.startsWith("{")) {
      // Before Welcome there may be no key that both sides agree on, so a refused handshake comes unprotected.
      this.refuse(parseServerFrame(data));
      return;
    }
    const frame = parseServerFrame(await this.reader.open(data));
    if (this.welcomed) {
      this.events.received(frame);
    } else if (frame.message.kind === "welcome") {
      clearTimeout(this.handshakeTimer);
      this.welcomed = true;
      this.events.welcomed(frame.message);
    } else {
      this.refuse(frame);
    }
  }

  private async greet(frame: ServerFrame): Promise<void> {
    if (frame.message.kind !== "hello") {
      this.refuse(frame);
      return;
    }
    if (frame.message.version !== protocolVersion) {
      throw new ProtocolError(`the server speaks version ${frame.message.version}, this client ${protocolVersion}`);
    }
    const keys = await deriveConnectionKeys(fromBase64(this.session.sessionKey), frame.message.challenge, this.clientNonce);
    this.writer = new FrameWriter(keys.client);
    this.reader = new FrameReader(keys.server);
    this.socket.send(
      JSON.stringify({
        authenticate: {
          version: protocolVersion,
          accessToken: this.session.accessToken,
          clientNonce: toBase64(this.clientNonce),
        },
      }),
    );
  }

  private refuse(frame: ServerFrame): void {
    if (frame.message.kind !== "refusal") {
      throw new ProtocolError(`${frame.message.kind} came before Welcome`);
    }
    const { status, message, retryAfterMs } = frame.message;
    this.end(new RefusedError(status, message === "" ? sentenceOf(status) : message, retryAfterMs));
  }

  private end(reason: Error): void {
    if (this.over) {
      return;
    }
    this.over = true;
    clearTimeout(this.handshakeTimer);
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.close();
    this.events.ended(reason);
  }
}
