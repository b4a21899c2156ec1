// The chain that this session plays on. Opening one goes in the order that makes it fair: first the server's commitment is seen, then this
// browser draws its own seed, then the seed is sent. The nonce counts the rounds: a refused bet consumes none.

import {
  type ChainView,
  fromBase64,
  type PlayerApi,
  type PlayerClient,
  randomBytes,
  RefusedError,
  type RoundResult,
  type SessionKeeper,
  Status,
  toHex,
  type Uuid,
} from "@croupier/client";
import { commitments } from "./kept.js";
import { Store } from "./store.js";

/** Bytes of a client seed that this browser draws. */
export const clientSeedBytes = 32;

export interface OpenChain {
  readonly chain: Uuid;
  readonly seedHash: string;
  /** Hexadecimal; null while the player has yet to send one. */
  readonly clientSeed: string | null;
  readonly nextNonce: bigint;
}

export interface ChainState {
  /** Null when none is open, undefined before the first look. */
  readonly open: OpenChain | null | undefined;
}

export class ChainKeeper {
  readonly store = new Store<ChainState>({ open: undefined });

  constructor(
    private readonly api: PlayerApi,
    private readonly client: PlayerClient,
    private readonly keeper: SessionKeeper,
  ) {}

  /** The chain to bet on: the open one of this session, or a new one with a seed drawn here. */
  async ready(): Promise<OpenChain & { readonly clientSeed: string }> {
    const open = (await this.look()) ?? (await this.openNew());
    return open.clientSeed === null ? this.useSeed(toHex(randomBytes(clientSeedBytes))) : { ...open, clientSeed: open.clientSeed };
  }

  /** What is open now: as known here, or as the server tells after a reload. */
  async look(): Promise<OpenChain | null> {
    const known = this.store.get().open;
    if (known !== undefined) {
      return known;
    }
    const session = this.keeper.current.session;
    const mine = (await this.api.chains(this.keeper)).find((chain) => !chain.closed && chain.session === session);
    return this.show(mine === undefined ? null : await this.resumed(mine));
  }

  /** A new chain without a client seed: the commitment is shown before the seed is chosen. */
  async openNew(): Promise<OpenChain> {
    const opened = await this.client.openChain();
    if (opened.chain === null) {
      throw new Error("the server named no chain");
    }
    return this.show({ chain: opened.chain, seedHash: opened.seedHash, clientSeed: null, nextNonce: 0n })!;
  }

  async useSeed(clientSeed: string): Promise<OpenChain & { readonly clientSeed: string }> {
    const open = await this.look();
    if (open === null) {
      throw new Error("there is no chain to give a seed to");
    }
    try {
      await this.client.setClientSeed(open.chain, clientSeed);
    } catch (error) {
      if (error instanceof RefusedError && error.status === Status.ClientSeedAlreadySet) {
        return this.readSeed();
      }
      throw error;
    }
    const ready = { ...open, clientSeed };
    this.show(ready);
    return ready;
  }

  /** The chain has a seed that this page does not know of: an earlier try arrived after all. */
  private async readSeed(): Promise<OpenChain & { readonly clientSeed: string }> {
    this.store.patch({ open: undefined });
    const open = await this.look();
    if (open === null || open.clientSeed === null) {
      throw new Error("The server's word on this chain is not clear. Please open a new one.");
    }
    return { ...open, clientSeed: open.clientSeed };
  }

  async close(chain: Uuid): Promise<void> {
    try {
      await this.client.closeChain(chain);
    } catch (error) {
      if (!(error instanceof RefusedError && error.status === Status.ChainClosed)) {
        throw error;
      }
    }
    if (this.store.get().open?.chain === chain) {
      this.store.patch({ open: null });
    }
  }

  played(round: RoundResult): void {
    const open = this.store.get().open;
    if (open && open.chain === round.chain && round.nonce >= open.nextNonce) {
      this.store.patch({ open: { ...open, nextNonce: round.nonce + 1n } });
    }
  }

  /** What a refused bet says of the chain: the nonce that is next, or that the chain has ended. */
  refused(refusal: RefusedError): void {
    const open = this.store.get().open;
    if (!open) {
      return;
    }
    if (refusal.status === Status.NonceOld || refusal.status === Status.NonceAhead) {
      this.store.patch({ open: { ...open, nextNonce: refusal.detail } });
    } else if (endsChain.includes(refusal.status)) {
      this.store.patch({ open: null });
    }
  }

  private async resumed(view: ChainView): Promise<OpenChain> {
    const { rounds } = await this.api.chain(this.keeper, view.chain);
    const last = rounds.reduce((nonce, round) => (round.nonce > nonce ? round.nonce : nonce), -1n);
    const clientSeed = view.clientSeed === "" ? null : toHex(fromBase64(view.clientSeed));
    return { chain: view.chain, seedHash: view.seedHash, clientSeed, nextNonce: last + 1n };
  }

  private show(open: OpenChain | null): OpenChain | null {
    if (open !== null) {
      commitments.keep({ chain: open.chain, seedHash: open.seedHash, clientSeed: open.clientSeed ?? "" });
    }
    this.store.patch({ open });
    return open;
  }
}

const endsChain: readonly number[] = [
  Status.ChainClosed,
  Status.ChainExpired,
  Status.UnknownChain,
  Status.ChainOfAnother,
  Status.ClientSeedMismatch,
];
