import { useSyncExternalStore } from "react";

/** State that the page shows: replaced as a whole, never changed in place. */
export class Store<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  patch(part: Partial<T>): void {
    this.value = { ...this.value, ...part };
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** The part of a store that `select` names; the component is drawn again when that part changes. */
export function useStore<T, S>(store: Store<T>, select: (state: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
