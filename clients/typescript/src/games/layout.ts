// The pieces that the layouts of docs/fairness.md are made of: integers are unsigned and big-endian.

import type { Bytes } from "../bytes.js";

/** A text in a layout: one length byte, and its ASCII bytes. */
export function lengthAndText(text: string): Bytes {
  return Uint8Array.of(text.length, ...[...text].map((character) => character.charCodeAt(0)));
}

export function u16(value: number): Bytes {
  return Uint8Array.of(value >> 8, value & 0xff);
}

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
