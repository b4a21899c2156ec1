// The ledger API as a stranger sees it: the contract in proto/, the public gRPC library, a certificate.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";

export const { PROTO, API, CALLERS, CA } = process.env;

const Ledger = grpc.loadPackageDefinition(
  protoLoader.loadSync("ledger.proto", { longs: String, enums: String, defaults: true, oneofs: true, keepCase: true, includeDirs: [PROTO] }),
).croupier.ledger.v1.Ledger;

export const status = grpc.status;

export function connect(caller, address = API) {
  const credentials = grpc.credentials.createSsl(readFileSync(CA), readFileSync(join(CALLERS, `${caller}.key`)), readFileSync(join(CALLERS, `${caller}.pem`)));
  const client = new Ledger(address, credentials, { "grpc.initial_reconnect_backoff_ms": 100, "grpc.max_reconnect_backoff_ms": 500 });
  const unary = (method) => (request, deadlineMs = 15000) => new Promise((resolve, reject) =>
    client[method](request, { deadline: Date.now() + deadlineMs }, (error, answer) => (error ? reject(error) : resolve(answer))));
  return {
    submit: unary("Submit"),
    getResult: unary("GetResult"),
    getHead: unary("GetHead"),
    getAccounts: unary("GetAccounts"),
    getBalance: unary("GetBalance"),
    getStatement: unary("GetStatement"),
    getEntry: unary("GetEntry"),
    findReference: unary("FindReference"),
    searchEntries: unary("SearchEntries"),
    submitMany: () => client.SubmitMany(),
    readBlocks: (request) => client.ReadBlocks(request),
    raw: client,
    close: () => client.close(),
  };
}

/** A version 7 UUID; a player's carries the partition in the 12 bits after the version. */
export function uuid(partition = undefined) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (partition === undefined ? bytes[6] & 0x0f : partition >> 8);
  if (partition !== undefined) bytes[7] = partition & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export const openPlayer = (player) => ({ id: uuid(), player, open_player: {} });

/** Cents from the house to the player's cash; a cent is 10,000 ledger units. */
export const gift = (player, cents, id = uuid()) => ({
  id,
  player,
  transfer: {
    reason: "ADJUSTMENT",
    legs: [{ debit: { kind: "HOUSE", asset: "EUR" }, credit: { kind: "CASH", asset: "EUR" }, amount: String(cents * 10000) }],
  },
});

/** The error of a call that must be refused. */
export async function refused(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("the call was not refused");
}
