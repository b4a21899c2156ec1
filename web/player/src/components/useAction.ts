import { useCallback, useRef, useState } from "react";

export interface Action<A extends readonly unknown[]> {
  readonly busy: boolean;
  readonly error: unknown;
  readonly run: (...args: A) => Promise<void>;
  readonly clear: () => void;
}

/** One thing at a time: while it runs, a second click does nothing; how it failed stays until the next try. */
export function useAction<A extends readonly unknown[]>(act: (...args: A) => Promise<void>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);
  const latest = useRef(act);
  latest.current = act;
  const run = useCallback(async (...args: A) => {
    if (running.current) {
      return;
    }
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await latest.current(...args);
    } catch (failure) {
      setError(failure);
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, run, clear };
}
