import type { Balance, RoundResult, WithdrawalResult } from "@croupier/client";

/** The player's money at a place in the ledger: after a whole block, or after one entry of it. */
export interface ShownBalance {
  readonly cash: bigint;
  readonly bonus: bigint;
  readonly withdrawalPending: bigint;
  readonly block: bigint;
  readonly entry: number;
}

const wholeBlock = Number.MAX_SAFE_INTEGER;

export function ofBlock(balance: Omit<Balance, "kind" | "asset">): ShownBalance {
  const { cash, bonus, withdrawalPending, block } = balance;
  return { cash, bonus, withdrawalPending, block, entry: wholeBlock };
}

export function afterRound(before: ShownBalance | null, round: RoundResult): ShownBalance {
  return {
    cash: round.cashAfter,
    bonus: round.bonusAfter,
    withdrawalPending: before?.withdrawalPending ?? 0n,
    block: round.block,
    entry: round.entry,
  };
}

export function afterWithdrawal(before: ShownBalance | null, withdrawal: WithdrawalResult): ShownBalance {
  return {
    cash: withdrawal.cashAfter,
    bonus: before?.bonus ?? 0n,
    withdrawalPending: (before?.withdrawalPending ?? 0n) + withdrawal.amount,
    block: withdrawal.block,
    entry: withdrawal.entry,
  };
}

/** Answers may cross on their way: the later place in the ledger wins, whatever came last. */
export function later(current: ShownBalance | null, next: ShownBalance): ShownBalance {
  if (current === null) {
    return next;
  }
  const isLater = next.block > current.block || (next.block === current.block && next.entry >= current.entry);
  return isLater ? next : current;
}
