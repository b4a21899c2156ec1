import type { GameInfo, RoundResult } from "@croupier/client";
import { useRef, useState } from "react";
import { useModel } from "../model/context.js";

export interface Bet {
  /** A bet has been placed and its result is awaited or shown. */
  readonly busy: boolean;
  readonly error: unknown;
  /** Places a bet and shows its result; the balance on the screen changes when `present` is done. */
  readonly place: (stake: bigint, choice: string, present: (round: RoundResult) => Promise<void> | void) => Promise<void>;
}

/** One bet at a time, from the press of the button to the end of its showing. */
export function useBet(game: GameInfo): Bet {
  const model = useModel();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);
  const place: Bet["place"] = async (stake, choice, present) => {
    if (running.current) {
      return;
    }
    running.current = true;
    setBusy(true);
    setError(null);
    const release = model.holdBalance();
    try {
      await present(await model.bet(game, stake, choice));
    } catch (failure) {
      setError(failure);
    } finally {
      release();
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, error, place };
}
