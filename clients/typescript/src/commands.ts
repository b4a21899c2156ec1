// The commands of a player, each with an id of its own.

import type { ChainMessage, Command, RoundResult, WithdrawalResult } from "./messages.js";
import type { Answer } from "./play.js";
import type { Uuid } from "./uuid.js";

export abstract class PlayerCommands {
  /** Sees a command through. */
  abstract submit(command: Command): Promise<Answer>;

  protected abstract newId(): Uuid;

  openChain(): Promise<ChainMessage> {
    return this.submit({ kind: "openChain", id: this.newId() }) as Promise<ChainMessage>;
  }

  /** The seed as hexadecimal, 16–32 bytes, made after the hash of the server's was seen. */
  setClientSeed(chain: Uuid, clientSeed: string): Promise<ChainMessage> {
    return this.submit({ kind: "setClientSeed", id: this.newId(), chain, clientSeed }) as Promise<ChainMessage>;
  }

  closeChain(chain: Uuid): Promise<ChainMessage> {
    return this.submit({ kind: "closeChain", id: this.newId(), chain }) as Promise<ChainMessage>;
  }

  bet(bet: {
    readonly game: string;
    readonly rulesHash: string;
    readonly chain: Uuid;
    readonly nonce: bigint;
    readonly asset: number;
    readonly stake: bigint;
    /** Hexadecimal, in the game's own layout. */
    readonly choice: string;
  }): Promise<RoundResult> {
    const command = { ...bet, kind: "bet", id: this.newId(), nonce: `${bet.nonce}`, stake: `${bet.stake}` } as const;
    return this.submit(command) as Promise<RoundResult>;
  }

  withdraw(asset: number, amount: bigint): Promise<WithdrawalResult> {
    return this.submit({ kind: "withdraw", id: this.newId(), asset, amount: `${amount}` }) as Promise<WithdrawalResult>;
  }
}
