// A server that speaks the protocol's frames over real sockets and answers as a test says. It knows nothing of games or money.

import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket as NodeSocket, WebSocketServer } from "ws";
import type { Session } from "../src/api.js";

export interface Asked {
  readonly kind: string;
  readonly id: string;
  readonly sequence: string;
  readonly connection: Talk;
}

/** One connection, once it is authenticated. */
export class Talk {
  private sent = 0;

  constructor(
    readonly number: number,
    private readonly socket: NodeSocket,
    private readonly key: Buffer,
  ) {}

  say(message: object, replyTo?: string): void {
    this.raw(`${this.sent++}.${JSON.stringify(replyTo === undefined ? message : { replyTo, ...message })}`);
  }

  raw(covered: string): void {
    this.socket.send(`${macOf(this.key, covered)}.${covered}`);
  }

  goAway(): void {
    this.socket.close(1001, "the gateway is going away");
  }

  cut(): void {
    this.socket.terminate();
  }
}

function macOf(key: Buffer, covered: string): string {
  return createHmac("sha256", key).update(covered).digest().subarray(0, 16).toString("base64url");
}

export class ScriptedServer {
  readonly asked: Asked[] = [];
  readonly tokens: string[] = [];
  refuseToken: (token: string) => number = () => 0;
  answer: (asked: Asked) => void = () => {};
  private readonly server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    handleProtocols: (protocols) => (protocols.has("croupier.v1") ? "croupier.v1" : false),
  });
  private connections = 0;

  constructor(private readonly session: () => Session) {
    this.server.on("connection", (socket) => this.accept(socket));
  }

  /** Resolves once the port is known. */
  async listen(): Promise<this> {
    await once(this.server, "listening");
    return this;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/play`;
  }

  close(): void {
    for (const client of this.server.clients) {
      client.terminate();
    }
    this.server.close();
  }

  private accept(socket: NodeSocket): void {
    const challenge = randomBytes(32);
    let talk: Talk | null = null;
    let clientKey = Buffer.alloc(0);
    let next = 0;
    socket.send(JSON.stringify({ hello: { version: 1, challenge: challenge.toString("base64") } }));
    socket.on("message", (data) => {
      const text = data.toString();
      if (talk === null) {
        const { accessToken, clientNonce } = (JSON.parse(text) as { authenticate: Record<string, string> }).authenticate;
        this.tokens.push(accessToken!);
        const refused = this.refuseToken(accessToken!);
        if (refused !== 0) {
          socket.send(JSON.stringify({ refusal: { status: refused, message: "No." } }));
          socket.close();
          return;
        }
        const salt = Buffer.concat([challenge, Buffer.from(clientNonce!, "base64")]);
        const key = Buffer.from(this.session().sessionKey, "base64url");
        clientKey = Buffer.from(hkdfSync("sha256", key, salt, "croupier/1 client", 32));
        talk = new Talk(this.connections++, socket, Buffer.from(hkdfSync("sha256", key, salt, "croupier/1 server", 32)));
        talk.say({ welcome: { player: "AZeitMbYf/+//////////w==", session: "AZeitMbYf/+//////////w==", maxInFlight: 2 } });
        return;
      }
      const covered = text.slice(23);
      const dot = covered.indexOf(".");
      if (text.slice(0, 22) !== macOf(clientKey, covered) || covered.slice(0, dot) !== `${next++}`) {
        throw new Error(`the client sent a bad frame: ${text}`);
      }
      const [kind, fields] = Object.entries(JSON.parse(covered.slice(dot + 1)) as Record<string, { id?: string }>)[0]!;
      const asked: Asked = { kind, id: fields.id ?? "", sequence: covered.slice(0, dot), connection: talk };
      this.asked.push(asked);
      this.answer(asked);
    });
  }
}

export function openNodeSocket(url: string, subprotocol: string): WebSocket {
  return new NodeSocket(url, subprotocol) as unknown as WebSocket;
}
