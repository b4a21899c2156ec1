import { useModel, usePage } from "../model/context.js";
import { hrefOf, type Route, useRoute } from "../routing.js";
import { Money } from "./Money.js";

const pages = [
  { page: "lobby", title: "Games" },
  { page: "wallet", title: "Wallet" },
  { page: "history", title: "History" },
  { page: "fairness", title: "Fairness" },
] as const;

export function Header() {
  const model = useModel();
  const route = useRoute();
  const signedIn = usePage((state) => state.signedIn !== null);
  return (
    <header className="header">
      <a className="brand" href={hrefOf({ page: "lobby" })} aria-label="Croupier, to the games">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M16 3l11 13-11 13L5 16z" />
        </svg>
        <span>Croupier</span>
      </a>
      {signedIn ? (
        <>
          <nav className="pages" aria-label="Pages">
            {pages.map(({ page, title }) => (
              <a
                key={page}
                href={hrefOf({ page })}
                aria-current={isOn(route, page) ? "page" : undefined}
                data-testid={`nav-${page}`}
              >
                {title}
              </a>
            ))}
          </nav>
          <BalanceChip />
          <button type="button" className="quiet sign-out" data-testid="sign-out" onClick={() => void model.signOut()}>
            Sign out
          </button>
        </>
      ) : (
        <nav className="entry" aria-label="Account">
          <a className="button quiet" href={hrefOf({ page: "sign-in" })} data-testid="to-sign-in">
            Sign in
          </a>
          <a className="button primary" href={hrefOf({ page: "sign-up" })} data-testid="to-sign-up">
            Sign up
          </a>
        </nav>
      )}
    </header>
  );
}

function isOn(route: Route, page: string): boolean {
  return route.page === page || (route.page === "game" && page === "lobby");
}

function BalanceChip() {
  const balance = usePage((state) => state.heldBalance ?? state.balance);
  return (
    <a className="balance" href={hrefOf({ page: "wallet" })}>
      <small>Balance</small>
      <strong aria-live="polite">{balance === null ? "…" : <Money units={balance.cash} testId="balance" />}</strong>
      {balance !== null && balance.bonus > 0n && (
        <small>
          + <Money units={balance.bonus} testId="balance-bonus" /> bonus
        </small>
      )}
    </a>
  );
}
