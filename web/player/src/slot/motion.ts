import { useSyncExternalStore } from "react";

const query = matchMedia("(prefers-reduced-motion: reduce)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the player asked for less motion: then the reels show their windows without turning. */
export function usePrefersStill(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
