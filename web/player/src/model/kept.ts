// What outlives a reload of the page, and why.
//
// The session lives in sessionStorage: the payment provider's page takes the place of ours in this tab and comes back, and a reload must
// not sign a player out in the middle of a bet. It ends with the tab and is seen by this origin only; nothing of it goes to localStorage.
// A page from another origin can't read it, and the content security policy allows no script but our own.
// The commitments that this browser was shown are public and are kept longer: a chain is verified against what was seen before it was
// played, not against what the server says afterwards.

import type { Session, Uuid } from "@croupier/client";

const sessionKey = "croupier.session";
const depositKey = "croupier.deposit";
const commitmentsKey = "croupier.commitments";
const maxCommitments = 200;

export interface Commitment {
  readonly chain: Uuid;
  readonly seedHash: string;
  /** Hexadecimal; empty until the seed was sent. */
  readonly clientSeed: string;
}

function read<T>(storage: Storage, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  if (value === null) {
    storage.removeItem(key);
  } else {
    storage.setItem(key, JSON.stringify(value));
  }
}

export const keptSession = {
  read: () => read<Session>(sessionStorage, sessionKey),
  write: (session: Session | null) => write(sessionStorage, sessionKey, session),
};

/** The deposit whose payment page was opened, so that its end is awaited after the way back. */
export const keptDeposit = {
  read: () => read<Uuid>(sessionStorage, depositKey),
  write: (intent: Uuid | null) => write(sessionStorage, depositKey, intent),
};

export const commitments = {
  find: (chain: Uuid): Commitment | null =>
    (read<Commitment[]>(localStorage, commitmentsKey) ?? []).find((seen) => seen.chain === chain) ?? null,

  /** The first hash that was shown for a chain stays: a later one can't replace it. */
  keep: (commitment: Commitment): void => {
    const all = read<Commitment[]>(localStorage, commitmentsKey) ?? [];
    const first = all.find((seen) => seen.chain === commitment.chain);
    const others = all.filter((seen) => seen.chain !== commitment.chain);
    const kept = first === undefined ? commitment : { ...commitment, seedHash: first.seedHash };
    write(localStorage, commitmentsKey, [...others, kept].slice(-maxCommitments));
  },
};

/** How long a reloaded page waits for its former self to let go of the session. */
const takeOverMs = 2_000;

/**
 * Whether this tab is the only one with this session. Duplicating a tab copies its sessionStorage, and two tabs that exchange one
 * single-use refresh token would end the session for both; so the copy gives it up.
 */
export async function holdsSessionAlone(session: Session): Promise<boolean> {
  if (!("locks" in navigator)) {
    return true;
  }
  return new Promise<boolean>((decided) => {
    navigator.locks
      .request(`croupier-session-${session.session}`, { signal: AbortSignal.timeout(takeOverMs) }, () => {
        decided(true);
        // Held until the page goes away.
        return new Promise<never>(() => {});
      })
      .catch(() => decided(false));
  });
}
