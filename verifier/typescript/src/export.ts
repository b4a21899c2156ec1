// A player's export (docs/fairness.md, "The export").

import { FormatError } from "./bytes.js";
import { Fields } from "./json.js";
import { type PublicKey, readKeys } from "./keys.js";

export interface Place {
  readonly partition: number;
  readonly block: number;
  readonly entry: number;
  readonly blockHash: Uint8Array;
  readonly unixMs: number;
}

export interface Purse {
  readonly cash: bigint;
  /** Null where it was not kept. */
  readonly bonus: bigint | null;
}

export interface Split {
  readonly cash: bigint;
  readonly bonus: bigint;
}

export interface Round {
  readonly nonce: number;
  readonly id: string;
  readonly block: number;
  readonly entry: number;
  readonly unixMs: number;
  readonly game: string;
  readonly rulesHash: Uint8Array;
  readonly choice: Uint8Array;
  readonly outcome: Uint8Array;
  readonly stake: Split;
  readonly payout: Split;
  readonly sources: string | null;
  readonly after: Purse;
  readonly contributions: readonly bigint[];
  readonly status: number;
}

export interface Chain {
  readonly chain: string;
  readonly seedHash: Uint8Array;
  readonly opened: Place | null;
  readonly receipt: { readonly keyId: string; readonly signature: Uint8Array } | null;
  readonly clientSeed: Uint8Array | null;
  readonly seeded: Place | null;
  readonly closed: Place | null;
  readonly reason: string | null;
  readonly serverSeed: Uint8Array | null;
  readonly rounds: readonly Round[];
}

export interface ExportedRules {
  readonly game: string;
  readonly rulesHash: Uint8Array;
  /** Null when the platform no longer has them. */
  readonly canonical: Uint8Array | null;
}

export interface Export {
  readonly player: string;
  readonly chains: readonly Chain[];
  readonly rules: readonly ExportedRules[];
  readonly keys: readonly PublicKey[];
}

/** Throws a FormatError with the field that is missing or wrong. */
export function readExport(json: string): Export {
  const root = Fields.parse(json);
  if (root.text("format") !== "croupier-export/1") {
    throw new FormatError(`this is an export of another format: ${root.text("format")}`);
  }
  return {
    player: root.id("player"),
    chains: root.items("chains").map(readChain),
    rules: root.items("rules").map((one) => ({
      game: one.text("game"),
      rulesHash: one.hash("rulesHash"),
      canonical: one.has("canonicalRules") ? one.bytes("canonicalRules") : null,
    })),
    keys: readKeys(root.items("receiptKeys")),
  };
}

function readChain(json: Fields): Chain {
  const receipt = json.has("receipt") ? json.object("receipt") : null;
  return {
    chain: json.id("chain"),
    seedHash: json.hash("seedHash"),
    opened: readPlace(json, "opened"),
    receipt: receipt && { keyId: receipt.text("keyId"), signature: receipt.bytes("signature") },
    clientSeed: json.has("clientSeed") ? json.bytes("clientSeed") : null,
    seeded: readPlace(json, "seeded"),
    closed: readPlace(json, "closed"),
    reason: json.has("closed") ? json.object("closed").text("reason") : null,
    serverSeed: json.has("serverSeed") ? json.bytes("serverSeed") : null,
    rounds: json.items("rounds").map(readRound),
  };
}

function readPlace(json: Fields, name: string): Place | null {
  if (!json.has(name)) {
    return null;
  }
  const place = json.object(name);
  return {
    partition: place.number("partition"),
    block: place.number("block"),
    entry: place.number("entry"),
    blockHash: place.hash("blockHash"),
    unixMs: place.number("unixMs"),
  };
}

function readRound(json: Fields): Round {
  const after = json.object("after");
  return {
    nonce: json.number("nonce"),
    id: json.id("id"),
    block: json.number("block"),
    entry: json.number("entry"),
    unixMs: json.number("unixMs"),
    game: json.text("game"),
    rulesHash: json.hash("rulesHash"),
    choice: json.bytes("choice"),
    outcome: json.bytes("outcome"),
    stake: readSplit(json.object("stake")),
    payout: readSplit(json.object("payout")),
    sources: json.has("sources") ? json.text("sources") : null,
    after: { cash: after.amount("cash"), bonus: after.has("bonus") ? after.amount("bonus") : null },
    contributions: json.items("contributions").map((one) => one.amount("amount")),
    status: json.number("status"),
  };
}

function readSplit(json: Fields): Split {
  return { cash: json.amount("cash"), bonus: json.amount("bonus") };
}
