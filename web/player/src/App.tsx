import { useEffect } from "react";
import { ConnectionBanner } from "./components/ConnectionBanner.js";
import { Header } from "./components/Header.js";
import { Notices } from "./components/Notices.js";
import { usePage } from "./model/context.js";
import { keptDeposit } from "./model/kept.js";
import { Entry } from "./pages/Entry.js";
import { Fairness } from "./pages/Fairness.js";
import { GamePage } from "./pages/GamePage.js";
import { History } from "./pages/History.js";
import { Lobby } from "./pages/Lobby.js";
import { Wallet } from "./pages/Wallet.js";
import { go, hrefOf, useRoute } from "./routing.js";

export function App() {
  const signedIn = usePage((state) => state.signedIn !== null);
  const route = useRoute();

  // The way back from the payment page leads to the wallet, where the money is awaited.
  useEffect(() => {
    if (signedIn && keptDeposit.read() !== null) {
      go({ page: "wallet" });
    }
  }, [signedIn]);

  // A new page starts at its top, and a screen reader starts there too.
  const place = hrefOf(route);
  useEffect(() => {
    scrollTo(0, 0);
  }, [place]);

  return (
    <>
      <a className="skip" href="#content" onClick={(event) => skipToContent(event)}>
        To the content
      </a>
      <Header />
      <ConnectionBanner />
      <Notices />
      <div id="content" tabIndex={-1} key={place}>
        <PageOf />
      </div>
      <footer className="footer">
        <p>Play for fun, with money that you can do without. This is a sandbox: no real money moves.</p>
      </footer>
    </>
  );
}

/** The fragment is the page's address, so the link moves the focus itself. */
function skipToContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function PageOf() {
  const route = useRoute();
  const signedIn = usePage((state) => state.signedIn !== null);
  const starting = usePage((state) => state.starting);
  const games = usePage((state) => state.games);
  const asset = usePage((state) => state.asset);

  if (route.page === "lobby") {
    return <Lobby />;
  }
  if (starting) {
    return (
      <main className="page" aria-live="polite">
        <p>Loading…</p>
      </main>
    );
  }
  if (!signedIn) {
    return <Entry key={route.page} mode={route.page === "sign-up" ? "sign-up" : "sign-in"} />;
  }
  switch (route.page) {
    case "wallet":
      return <Wallet />;
    case "history":
      return <History />;
    case "fairness":
      return <Fairness />;
    case "game": {
      const game = games.find((known) => known.game === route.game);
      return game !== undefined && asset !== null ? <GamePage key={game.rulesHash} game={game} /> : <Lobby />;
    }
    default:
      return <Lobby />;
  }
}
