import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { ModelContext } from "./model/context.js";
import { PlayerModel } from "./model/player.js";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/pages.css";
import "./styles/games.css";
import "./styles/tables.css";

// The payment page leads back to /wallet; the pages of this site live behind the number sign.
if (location.pathname !== "/") {
  history.replaceState(null, "", `/#${location.pathname}`);
}

const model = new PlayerModel(location.origin);
void model.start();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <ModelContext value={model}>
      <App />
    </ModelContext>
  </StrictMode>,
);
