import { useSyncExternalStore } from "react";

/** Pages live behind the number sign, so that the server has one page to serve and a reload needs no rewriting. */
export type Route =
  | { readonly page: "lobby" | "wallet" | "history" | "fairness" | "sign-in" | "sign-up" }
  | { readonly page: "game"; readonly game: string };

const plainPages = ["lobby", "wallet", "history", "fairness", "sign-in", "sign-up"] as const;

export function parseRoute(hash: string): Route {
  const [first = "", second = ""] = hash.replace(/^#\/?/, "").split("?")[0]!.split("/");
  if (first === "game" && /^[a-z0-9-]{1,32}$/.test(second)) {
    return { page: "game", game: second };
  }
  const page = plainPages.find((known) => known === first);
  return { page: page ?? "lobby" };
}

export function hrefOf(route: Route): string {
  return route.page === "game" ? `#/game/${route.game}` : `#/${route.page}`;
}

export function go(route: Route): void {
  location.hash = hrefOf(route);
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

const readHash = (): string => location.hash;

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, readHash));
}
