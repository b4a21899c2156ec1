// The stream of one round (docs/fairness.md, sections 2 and 3): HMAC_DRBG with SHA-256, read as words, scaled without bias.

import { ascii, FormatError, fromHex, join, u64 } from "./bytes.js";
import { hmac } from "./sha256.js";

const words = 2 ** 32;

export interface StreamOf {
  readonly serverSeed: Uint8Array;
  readonly clientSeed: Uint8Array;
  /** A UUID in its text form. */
  readonly chain: string;
  readonly nonce: bigint;
  readonly game: string;
  readonly rulesHash: Uint8Array;
}

export class RoundStream {
  private key: Uint8Array = new Uint8Array(32);
  private value: Uint8Array = new Uint8Array(32).fill(1);
  private request = new DataView(new ArrayBuffer(64));
  private used = 64;
  wordsTaken = 0;

  constructor(of: StreamOf) {
    const material = join(
      of.serverSeed,
      of.clientSeed,
      ascii("croupier/round/1"),
      fromHex(of.chain.replaceAll("-", "")),
      u64(of.nonce),
      Uint8Array.of(of.game.length),
      ascii(of.game),
      of.rulesHash,
      Uint8Array.of(of.clientSeed.length),
    );
    this.update(0, material);
    this.update(1, material);
  }

  word(): number {
    if (this.used === 64) {
      this.next();
    }
    const word = this.request.getUint32(this.used);
    this.used += 4;
    this.wordsTaken++;
    return word;
  }

  /** An integer below the bound, 1 to 2^32. */
  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > words) {
      throw new FormatError(`there is no integer below ${bound} to draw`);
    }
    const accepted = words - (words % bound);
    let word = this.word();
    while (word >= accepted) {
      word = this.word();
    }
    return word % bound;
  }

  private next(): void {
    const first = (this.value = hmac(this.key, this.value));
    const second = (this.value = hmac(this.key, this.value));
    this.request = new DataView(join(first, second).buffer as ArrayBuffer);
    this.used = 0;
    this.update(0, new Uint8Array());
  }

  /** K = HMAC(K, V ‖ separator ‖ material), V = HMAC(K, V). */
  private update(separator: number, material: Uint8Array): void {
    this.key = hmac(this.key, this.value, Uint8Array.of(separator), material);
    this.value = hmac(this.key, this.value);
  }
}
