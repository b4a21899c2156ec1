// Text frames: base64url(mac), 22 characters ‖ "." ‖ sequence in decimal ‖ "." ‖ JSON. The MAC is the first 16 bytes of HMAC-SHA-256,
// with the sender's key, over everything after the first dot. Each direction counts its own frames from 0.

import { type Bytes, concat, toBase64Url, utf8 } from "./bytes.js";
import { ProtocolError } from "./messages.js";

export const macBytes = 16;
const macCharacters = 22;

const hmacSha256 = { name: "HMAC", hash: "SHA-256" } as const;

/** The two keys of one connection. They die with it. */
export interface ConnectionKeys {
  readonly client: CryptoKey;
  readonly server: CryptoKey;
}

/** HKDF-SHA-256 (RFC 5869): IKM = session key, salt = challenge ‖ client nonce, info = the direction. */
export async function deriveConnectionKeys(
  sessionKey: Bytes,
  challenge: Bytes,
  clientNonce: Bytes,
): Promise<ConnectionKeys> {
  const input = await crypto.subtle.importKey("raw", sessionKey, "HKDF", false, ["deriveKey"]);
  const derive = (info: string): Promise<CryptoKey> =>
    crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: concat(challenge, clientNonce), info: utf8(info) },
      input,
      { ...hmacSha256, length: 256 },
      false,
      ["sign"],
    );
  const [client, server] = await Promise.all([derive("croupier/1 client"), derive("croupier/1 server")]);
  return { client, server };
}

async function macOf(key: CryptoKey, text: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text))).slice(0, macBytes);
}

/** Protects what this side sends. Frames must be sent in the order in which they were numbered. */
export class FrameWriter {
  private next = 0n;

  constructor(private readonly key: CryptoKey) {}

  get nextSequence(): bigint {
    return this.next;
  }

  protect(json: string): { readonly sequence: bigint; readonly frame: Promise<string> } {
    const sequence = this.next++;
    const covered = `${sequence}.${json}`;
    return { sequence, frame: macOf(this.key, covered).then((mac) => `${toBase64Url(mac)}.${covered}`) };
  }
}

/** Checks what the other side sent: first the MAC, then that the frame is the next one, and only then is anything read. */
export class FrameReader {
  private next = 0n;

  constructor(private readonly key: CryptoKey) {}

  async open(frame: string): Promise<string> {
    if (frame[macCharacters] !== ".") {
      throw new ProtocolError("the frame has no MAC");
    }
    const covered = frame.slice(macCharacters + 1);
    // Compared as text: a MAC has one spelling.
    if (frame.slice(0, macCharacters) !== toBase64Url(await macOf(this.key, covered))) {
      throw new ProtocolError("the frame's MAC is wrong");
    }
    const dot = covered.indexOf(".");
    if (dot < 1 || covered.slice(0, dot) !== this.next.toString()) {
      throw new ProtocolError(`frame ${this.next} was expected`);
    }
    this.next++;
    return covered.slice(dot + 1);
  }
}
