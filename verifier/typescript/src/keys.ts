// Public keys that sign receipts (docs/fairness.md, "Receipts"). The signature is the one piece of cryptography that is left to the browser or to Node.js.

import { FormatError, fromBase64Url, fromHex, join, toHex } from "./bytes.js";
import { Fields } from "./json.js";
import { sha256 } from "./sha256.js";

// SubjectPublicKeyInfo of P-256 up to the point, and 04 for a point that is written out.
const prefix = fromHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export interface PublicKey {
  readonly id: string;
  /** Its id is the one that follows from it. */
  readonly isNamedRight: boolean;
  readonly info: Uint8Array;
}

/** An RFC 7517 set. */
export function readKeySet(json: string): readonly PublicKey[] {
  return readKeys(Fields.parse(json).items("keys"));
}

export function readKeys(list: readonly Fields[]): readonly PublicKey[] {
  return list.map((json) => {
    const info = join(prefix, coordinate(json, "x"), coordinate(json, "y"));
    const id = json.text("kid");
    return { id, info, isNamedRight: json.text("kty") === "EC" && json.text("crv") === "P-256" && id === toHex(sha256(info)).slice(0, 16) };
  });
}

export async function isSignedBy(key: PublicKey, text: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey("spki", key.info as BufferSource, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, imported, signature as BufferSource, text as BufferSource);
  } catch {
    return false; // no point of the curve
  }
}

function coordinate(json: Fields, name: string): Uint8Array {
  const bytes = fromBase64Url(json.text(name));
  if (bytes.length !== 32) {
    throw new FormatError(`'${name}' of a key is no coordinate of P-256`);
  }
  return bytes;
}
