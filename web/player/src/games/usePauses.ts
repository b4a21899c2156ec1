import { useEffect, useMemo } from "react";

export interface Pauses {
  /** Waits so long, or not at all once the showing was skipped. */
  readonly wait: (ms: number) => Promise<void>;
  /** Ends the pause that runs and all that come before the next round. */
  readonly skip: () => void;
  readonly begin: () => void;
  readonly skipped: () => boolean;
}

/** The pauses of a round's showing, which the player can skip. A page that goes away skips them, so that the balance is let go. */
export function usePauses(): Pauses {
  const pauses = useMemo(() => {
    let skipped = false;
    let end: (() => void) | null = null;
    return {
      wait: (ms: number) =>
        skipped || document.hidden
          ? Promise.resolve()
          : new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, ms);
              end = () => {
                clearTimeout(timer);
                resolve();
              };
            }),
      skip: () => {
        skipped = true;
        end?.();
      },
      begin: () => {
        skipped = false;
        end = null;
      },
      skipped: () => skipped,
    };
  }, []);
  useEffect(() => pauses.skip, [pauses]);
  return pauses;
}
