// The stream of a round (docs/fairness.md §2 and §3): 32-bit words from requests of 64 bytes, and integers drawn from them without bias.

import { type Bytes, concat, fromHex, utf8 } from "../bytes.js";
import { lengthAndText } from "../games/layout.js";
import { type Uuid, uuidToBytes } from "../uuid.js";
import { HmacDrbg } from "./hmacDrbg.js";

const requestBytes = 64;
const words = 2 ** 32;

export interface RoundSeeds {
  readonly serverSeed: Bytes;
  readonly clientSeed: Bytes;
  readonly chain: Uuid;
  readonly nonce: bigint;
  readonly game: string;
  /** Hexadecimal. */
  readonly rulesHash: string;
}

export function personalizationOf(seeds: RoundSeeds): Bytes {
  const nonce = new Uint8Array(8);
  new DataView(nonce.buffer).setBigUint64(0, seeds.nonce);
  return concat(
    utf8("croupier/round/1"),
    uuidToBytes(seeds.chain),
    nonce,
    lengthAndText(seeds.game),
    fromHex(seeds.rulesHash),
    Uint8Array.of(seeds.clientSeed.length),
  );
}

export class RoundStream {
  private request = new DataView(new ArrayBuffer(0));
  private at = 0;
  private taken = 0;

  private constructor(private readonly drbg: HmacDrbg) {}

  static async open(seeds: RoundSeeds): Promise<RoundStream> {
    return new RoundStream(await HmacDrbg.instantiate(seeds.serverSeed, seeds.clientSeed, personalizationOf(seeds)));
  }

  /** Words used so far, rejected ones included. */
  get wordsUsed(): number {
    return this.taken;
  }

  async nextWord(): Promise<number> {
    if (this.at === this.request.byteLength) {
      this.request = new DataView((await this.drbg.generate(requestBytes)).buffer);
      this.at = 0;
    }
    const word = this.request.getUint32(this.at);
    this.at += 4;
    this.taken++;
    return word;
  }

  /** An integer from 0 to bound − 1, each as likely as the others. The bound is 1 to 2^32. */
  async nextBelow(bound: number): Promise<number> {
    if (!Number.isInteger(bound) || bound < 1 || bound > words) {
      throw new RangeError(`no bound: ${bound}`);
    }
    const accepted = words - (words % bound);
    let word = await this.nextWord();
    while (word >= accepted) {
      word = await this.nextWord();
    }
    return word % bound;
  }
}
