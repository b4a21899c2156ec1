// What every game gives a verifier, and how canonical rules are read.

import { FormatError } from "../bytes.js";
import type { RoundStream } from "../roundStream.js";

export interface Rules {
  readonly game: string;
  /** Draws a whole outcome, without sight of choice and stake. */
  draw(stream: RoundStream): Uint8Array;
  /** Gross, in ledger units. Throws a FormatError for a choice or stake that the game does not accept. */
  payout(outcome: Uint8Array, choice: Uint8Array, stake: bigint): bigint;
}

/** Reads canonical rules from the front; whatever does not fit is a FormatError. */
export class RulesBytes {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  u8(): number {
    return this.take(1)[0]!;
  }

  u16(): number {
    return this.number(2);
  }

  u32(): number {
    return this.number(4);
  }

  /** One length byte, and its ASCII bytes. */
  text(): string {
    return String.fromCharCode(...this.take(this.u8()));
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) {
      throw new FormatError("they end too early");
    }
    return this.bytes.subarray(this.at, (this.at += count));
  }

  list<T>(count: number, read: () => T): T[] {
    return Array.from({ length: count }, read);
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  end(): void {
    if (this.at !== this.bytes.length) {
      throw new FormatError(`${this.bytes.length - this.at} bytes too many`);
    }
  }

  /** The stream's name, which must be the one of section 2, then the game's. */
  gameName(): string {
    if (this.text() !== "croupier/round/1") {
      throw new FormatError("they name another stream than croupier/round/1");
    }
    return this.text();
  }

  private number(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }
}

/** stake × numerator ÷ denominator, which must be whole. */
export function exactly(stake: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = stake * numerator;
  if (product % denominator !== 0n) {
    throw new FormatError("the stake is one that the game refuses: its return is no whole number");
  }
  return product / denominator;
}
