// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), synchronous: a chain of 10,000 rounds takes some 200,000 of them, and the browser's own come one promise each.

import { join } from "./bytes.js";

// The first 32 bits of the fractional parts of cube roots and square roots of the first primes.
const primes = firstPrimes(64);
const constants = Uint32Array.from(primes, (prime) => fraction(prime, 3));
const initial = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2));
const schedule = new Uint32Array(64);

export function sha256(message: Uint8Array): Uint8Array {
  const state = initial.slice();
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  for (let at = 0; at < padded.length; at += 64) {
    compress(state, view, at);
  }
  const digest = new Uint8Array(32);
  const out = new DataView(digest.buffer);
  state.forEach((word, i) => out.setUint32(i * 4, word));
  return digest;
}

export function hmac(key: Uint8Array, ...message: readonly Uint8Array[]): Uint8Array {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(join(block.map((byte) => byte ^ 0x36), ...message));
  return sha256(join(block.map((byte) => byte ^ 0x5c), inner));
}

function compress(state: Uint32Array, view: DataView, at: number): void {
  const w = schedule;
  for (let t = 0; t < 16; t++) {
    w[t] = view.getUint32(at + t * 4);
  }
  for (let t = 16; t < 64; t++) {
    const [a, b] = [w[t - 15]!, w[t - 2]!];
    w[t] = (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)) + w[t - 7]! + (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) + w[t - 16]!;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[t]! + w[t]!) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = state[i]! + word));
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) {
      found.push(candidate);
    }
  }
  return found;
}

/** The first 32 bits after the point of the n-th root, in whole numbers: floor(2^32 × root) without its whole part. */
function fraction(value: number, n: number): number {
  const target = BigInt(value) << BigInt(32 * n);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(n) <= target) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Number(low & 0xffffffffn);
}
