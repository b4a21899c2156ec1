// Version 7 UUIDs (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits. A command's id is made here, by the client.

import { type Bytes, fromHex, randomBytes, toHex } from "./bytes.js";

/** The text form in lower case: `0197a2b4-….` */
export type Uuid = string;

const textForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function newUuidV7(nowUnixMs: number = Date.now(), random: Uint8Array = randomBytes(10)): Uuid {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(nowUnixMs / 2 ** 32));
  view.setUint32(2, nowUnixMs % 2 ** 32);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return uuidFromBytes(bytes);
}

export function uuidFromBytes(bytes: Uint8Array): Uuid {
  if (bytes.length !== 16) {
    throw new TypeError(`a UUID has 16 bytes, not ${bytes.length}`);
  }
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function uuidToBytes(text: Uuid): Bytes {
  const lower = text.toLowerCase();
  if (!textForm.test(lower)) {
    throw new TypeError(`not a UUID: ${text.slice(0, 60)}`);
  }
  return fromHex(lower.replaceAll("-", ""));
}
