// HMAC_DRBG with SHA-256, NIST SP 800-90A rev. 1 §10.1.2, on WebCrypto: instantiated once, never reseeded, no additional input.

import { type Bytes, concat } from "../bytes.js";

const hmacSha256 = { name: "HMAC", hash: "SHA-256" } as const;

export class HmacDrbg {
  /** The key as WebCrypto holds it; importing costs as much as using it, so that it is done once a key. */
  private imported: CryptoKey | null = null;

  private constructor(
    private key: Bytes,
    private value: Bytes,
  ) {}

  static async instantiate(entropyInput: Bytes, nonce: Bytes, personalization: Bytes): Promise<HmacDrbg> {
    const drbg = new HmacDrbg(new Uint8Array(32), new Uint8Array(32).fill(1));
    await drbg.update(concat(entropyInput, nonce, personalization));
    return drbg;
  }

  /** One request. The state moves on after it, so two requests of 32 bytes are not one of 64. */
  async generate(count: number): Promise<Bytes> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at += this.value.length) {
      this.value = await this.hmac(this.value);
      bytes.set(this.value.subarray(0, count - at), at);
    }
    await this.update(new Uint8Array(0));
    return bytes;
  }

  /** For tests against published intermediate values. */
  get state(): { readonly key: Bytes; readonly value: Bytes } {
    return { key: this.key, value: this.value };
  }

  private async update(provided: Bytes): Promise<void> {
    for (const round of provided.length === 0 ? [0] : [0, 1]) {
      this.key = await this.hmac(concat(this.value, Uint8Array.of(round), provided));
      this.imported = null;
      this.value = await this.hmac(this.value);
    }
  }

  private async hmac(message: Bytes): Promise<Bytes> {
    this.imported ??= await crypto.subtle.importKey("raw", this.key, hmacSha256, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", this.imported, message));
  }
}
