import { createContext, useContext } from "react";
import type { PageState, PlayerModel } from "./player.js";
import { useStore } from "./store.js";

export const ModelContext = createContext<PlayerModel | null>(null);

export function useModel(): PlayerModel {
  const model = useContext(ModelContext);
  if (model === null) {
    throw new Error("there is no model around this component");
  }
  return model;
}

export function usePage<S>(select: (state: PageState) => S): S {
  return useStore(useModel().store, select);
}
