import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { ModelContext } from "./model/context.js";
import { PlayerModel } from "./model/player.js";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/pages.css";

const model = new PlayerModel(location.origin);
void model.start();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <ModelContext value={model}>
      <App />
    </ModelContext>
  </StrictMode>,
);
