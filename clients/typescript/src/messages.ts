// The messages of proto/player.proto in protobuf's JSON mapping: 64-bit integers are strings, bytes are base64, and a field that has its
// default value may be absent. What comes in is checked and turned into bigints, bytes and UUID texts here, once.

import { type Bytes, fromBase64, fromHex, toBase64, toHex } from "./bytes.js";
import { type Uuid, uuidFromBytes, uuidToBytes } from "./uuid.js";

/** A command has an id and takes effect at most once under it. */
export type Command =
  | { readonly kind: "openChain"; readonly id: Uuid }
  | { readonly kind: "setClientSeed"; readonly id: Uuid; readonly chain: Uuid; readonly clientSeed: string }
  | { readonly kind: "closeChain"; readonly id: Uuid; readonly chain: Uuid }
  | BetCommand
  | { readonly kind: "withdraw"; readonly id: Uuid; readonly asset: number; readonly amount: string };

/** A bet. Bytes are hexadecimal and amounts decimal texts, so that a command can be kept as JSON and sent again as it was. */
export interface BetCommand {
  readonly kind: "bet";
  readonly id: Uuid;
  readonly game: string;
  readonly rulesHash: string;
  readonly chain: Uuid;
  readonly nonce: string;
  readonly asset: number;
  readonly stake: string;
  readonly choice: string;
}

export interface Hello {
  readonly kind: "hello";
  readonly version: number;
  readonly challenge: Bytes;
}

export interface Welcome {
  readonly kind: "welcome";
  readonly player: Uuid;
  readonly session: Uuid;
  readonly tokenExpiresUnixMs: number;
  readonly maxFrameBytes: number;
  readonly maxInFlight: number;
}

export interface ChainMessage {
  readonly kind: "chain";
  readonly status: number;
  readonly chain: Uuid | null;
  /** Hexadecimal, as the HTTPS API writes it. */
  readonly seedHash: string;
  readonly clientSeed: Bytes;
  readonly closed: boolean;
  /** Null until the closing has committed. */
  readonly serverSeed: Bytes | null;
}

export interface RoundResult {
  readonly kind: "round";
  readonly status: number;
  readonly id: Uuid;
  readonly game: string;
  readonly chain: Uuid | null;
  readonly nonce: bigint;
  readonly asset: number;
  readonly stake: bigint;
  readonly choice: Bytes;
  readonly outcome: Bytes;
  readonly payout: bigint;
  readonly cashAfter: bigint;
  readonly bonusAfter: bigint;
  readonly block: bigint;
  readonly entry: number;
  /** By status: when a limit frees (Unix ms), or the nonce expected. */
  readonly detail: bigint;
}

export interface WithdrawalResult {
  readonly kind: "withdrawal";
  readonly status: number;
  readonly id: Uuid;
  readonly asset: number;
  readonly amount: bigint;
  readonly cashAfter: bigint;
  readonly block: bigint;
  readonly entry: number;
}

export interface Balance {
  readonly kind: "balance";
  readonly asset: number;
  readonly cash: bigint;
  readonly bonus: bigint;
  readonly withdrawalPending: bigint;
  readonly block: bigint;
}

export interface Refusal {
  readonly kind: "refusal";
  readonly status: number;
  readonly name: string;
  readonly message: string;
  readonly retryAfterMs: number;
}

export interface Pong {
  readonly kind: "pong";
  readonly token: bigint;
  readonly serverUnixMs: number;
}

export interface Renewed {
  readonly kind: "renewed";
  readonly tokenExpiresUnixMs: number;
}

/** A message that this version does not know: news that nobody asked for. */
export interface UnknownMessage {
  readonly kind: "unknown";
}

export type ServerMessage =
  | Hello
  | Welcome
  | ChainMessage
  | RoundResult
  | WithdrawalResult
  | Balance
  | Refusal
  | Pong
  | Renewed
  | UnknownMessage;

export interface ServerFrame {
  /** The number of the client's frame that this answers; null for what the server says unasked. */
  readonly replyTo: bigint | null;
  readonly message: ServerMessage;
}

/** A frame that is not of the protocol. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

const idText = (id: Uuid): string => toBase64(uuidToBytes(id));
const hexToBase64 = (hex: string): string => toBase64(fromHex(hex));

/** The JSON text of a command, without its frame. */
export function commandJson(command: Command): string {
  switch (command.kind) {
    case "openChain":
      return JSON.stringify({ openChain: { id: idText(command.id) } });
    case "setClientSeed":
      return JSON.stringify({
        setClientSeed: {
          id: idText(command.id),
          chain: idText(command.chain),
          clientSeed: hexToBase64(command.clientSeed),
        },
      });
    case "closeChain":
      return JSON.stringify({ closeChain: { id: idText(command.id), chain: idText(command.chain) } });
    case "bet":
      return JSON.stringify({
        bet: {
          id: idText(command.id),
          game: command.game,
          rulesHash: hexToBase64(command.rulesHash),
          chain: idText(command.chain),
          nonce: command.nonce,
          asset: command.asset,
          stake: command.stake,
          choice: hexToBase64(command.choice),
        },
      });
    case "withdraw":
      return JSON.stringify({
        withdraw: { id: idText(command.id), asset: command.asset, amount: command.amount },
      });
  }
}

/** Reads a server's frame. Throws a ProtocolError when it is none. */
export function parseServerFrame(json: string): ServerFrame {
  let whole: unknown;
  try {
    whole = JSON.parse(json);
  } catch {
    throw new ProtocolError("the frame is not JSON");
  }
  const frame = new Fields(whole);
  const replyTo = frame.has("replyTo") ? frame.integer("replyTo") : null;
  for (const [name, read] of Object.entries(readers)) {
    if (frame.has(name)) {
      return { replyTo, message: read(frame.object(name)) };
    }
  }
  return { replyTo: null, message: { kind: "unknown" } };
}

const readers: Readonly<Record<string, (fields: Fields) => ServerMessage>> = {
  hello: (f) => ({ kind: "hello", version: f.number("version"), challenge: f.bytes("challenge") }),
  welcome: (f) => ({
    kind: "welcome",
    player: f.id("player"),
    session: f.id("session"),
    tokenExpiresUnixMs: f.safeInteger("tokenExpiresUnixMs"),
    maxFrameBytes: f.number("maxFrameBytes"),
    maxInFlight: f.number("maxInFlight"),
  }),
  chain: (f) => {
    const serverSeed = f.bytes("serverSeed");
    return {
      kind: "chain",
      status: f.number("status"),
      chain: f.idOrNull("chain"),
      seedHash: toHex(f.bytes("seedHash")),
      clientSeed: f.bytes("clientSeed"),
      closed: f.boolean("closed"),
      serverSeed: serverSeed.length === 0 ? null : serverSeed,
    };
  },
  round: (f) => ({
    kind: "round",
    status: f.number("status"),
    id: f.id("id"),
    game: f.text("game"),
    chain: f.idOrNull("chain"),
    nonce: f.integer("nonce"),
    asset: f.number("asset"),
    stake: f.integer("stake"),
    choice: f.bytes("choice"),
    outcome: f.bytes("outcome"),
    payout: f.integer("payout"),
    cashAfter: f.integer("cashAfter"),
    bonusAfter: f.integer("bonusAfter"),
    block: f.integer("block"),
    entry: f.number("entry"),
    detail: f.integer("detail"),
  }),
  withdrawal: (f) => ({
    kind: "withdrawal",
    status: f.number("status"),
    id: f.id("id"),
    asset: f.number("asset"),
    amount: f.integer("amount"),
    cashAfter: f.integer("cashAfter"),
    block: f.integer("block"),
    entry: f.number("entry"),
  }),
  balance: (f) => ({
    kind: "balance",
    asset: f.number("asset"),
    cash: f.integer("cash"),
    bonus: f.integer("bonus"),
    withdrawalPending: f.integer("withdrawalPending"),
    block: f.integer("block"),
  }),
  refusal: (f) => ({
    kind: "refusal",
    status: f.number("status"),
    name: f.text("name"),
    message: f.text("message"),
    retryAfterMs: f.number("retryAfterMs"),
  }),
  pong: (f) => ({ kind: "pong", token: f.integer("token"), serverUnixMs: f.safeInteger("serverUnixMs") }),
  renewed: (f) => ({ kind: "renewed", tokenExpiresUnixMs: f.safeInteger("tokenExpiresUnixMs") }),
};

/** Typed access to the fields of a JSON object; an absent field has its default, one of another type is an error. */
class Fields {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ProtocolError("an object was expected");
    }
    this.fields = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.fields, name) && this.fields[name] !== null;
  }

  object(name: string): Fields {
    return new Fields(this.fields[name]);
  }

  text(name: string): string {
    return this.read(name, "", (value) => (typeof value === "string" ? value : undefined));
  }

  boolean(name: string): boolean {
    return this.read(name, false, (value) => (typeof value === "boolean" ? value : undefined));
  }

  /** A 32-bit integer. */
  number(name: string): number {
    return this.read(name, 0, (value) => (Number.isSafeInteger(value) ? (value as number) : undefined));
  }

  /** A 64-bit integer: a string by the mapping, a number where a writer was lax and nothing was lost. */
  integer(name: string): bigint {
    return this.read(name, 0n, (value) => {
      if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) {
        return BigInt(value);
      }
      return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : undefined;
    });
  }

  safeInteger(name: string): number {
    const value = Number(this.integer(name));
    if (!Number.isSafeInteger(value)) {
      throw new ProtocolError(`${name} is out of range`);
    }
    return value;
  }

  bytes(name: string): Bytes {
    return this.read(name, new Uint8Array(0), (value) => {
      try {
        return typeof value === "string" ? fromBase64(value) : undefined;
      } catch {
        return undefined;
      }
    });
  }

  id(name: string): Uuid {
    const id = this.idOrNull(name);
    if (id === null) {
      throw new ProtocolError(`${name} is missing`);
    }
    return id;
  }

  idOrNull(name: string): Uuid | null {
    const bytes = this.bytes(name);
    if (bytes.length !== 0 && bytes.length !== 16) {
      throw new ProtocolError(`${name} is no id`);
    }
    return bytes.length === 0 ? null : uuidFromBytes(bytes);
  }

  private read<T>(name: string, absent: T, read: (value: unknown) => T | undefined): T {
    if (!this.has(name)) {
      return absent;
    }
    const value = read(this.fields[name]);
    if (value === undefined) {
      throw new ProtocolError(`${name} has a value of the wrong kind`);
    }
    return value;
  }
}
