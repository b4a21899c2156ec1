import { Emblem } from "../components/Emblem.js";
import { GameFacts } from "../components/GameFacts.js";
import { useModel, usePage } from "../model/context.js";
import { hrefOf } from "../routing.js";

export function Lobby() {
  const model = useModel();
  const { games, lobbyError, starting } = usePage((state) => state);
  const signedIn = usePage((state) => state.signedIn !== null);
  return (
    <main className="page" data-testid="lobby">
      <section className="hero">
        <h1>Games you can check</h1>
        <p>
          Every round is fixed by a seed that we commit to before you choose yours. Close the chain, and your own browser works
          out every result again.
        </p>
        {!signedIn && (
          <p className="actions">
            <a className="button primary" href={hrefOf({ page: "sign-up" })}>
              Open an account
            </a>
            <a className="button" href={hrefOf({ page: "sign-in" })}>
              Sign in
            </a>
          </p>
        )}
      </section>
      {lobbyError !== null && (
        <p className="refusal" role="alert">
          {lobbyError}{" "}
          <button type="button" onClick={() => void model.loadLobby()}>
            Try again
          </button>
        </p>
      )}
      {starting && lobbyError === null && <p aria-live="polite">Loading the games…</p>}
      <ul className="cards">
        {games.map((game) => (
          <li key={game.game} className="card" data-testid={`game-${game.game}`}>
            <Emblem kind={kindOf(game.parameters)} />
            <h2>{game.title}</h2>
            <GameFacts game={game} />
            <a
              className="button primary wide"
              href={hrefOf(signedIn ? { page: "game", game: game.game } : { page: "sign-in" })}
              data-testid={`play-${game.game}`}
            >
              {signedIn ? `Play ${game.title}` : "Sign in to play"}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}

function kindOf(parameters: unknown): string {
  const { kind } = (parameters ?? {}) as { kind?: unknown };
  return typeof kind === "string" ? kind : "";
}
