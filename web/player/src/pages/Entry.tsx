import { useState } from "react";
import { Refusal } from "../components/Refusal.js";
import { useAction } from "../components/useAction.js";
import { useModel } from "../model/context.js";
import { go, hrefOf, parseRoute } from "../routing.js";

/** Sign-in and sign-up: the same two fields. */
export function Entry(props: { readonly mode: "sign-in" | "sign-up" }) {
  const model = useModel();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const isNew = props.mode === "sign-up";
  const enter = useAction(async () => {
    await (isNew ? model.signUp(email.trim(), password) : model.signIn(email.trim(), password));
    // Whoever was on the way to a page that asks for a sign-in goes on there.
    const { page } = parseRoute(location.hash);
    if (page === "sign-in" || page === "sign-up") {
      go({ page: isNew ? "wallet" : "lobby" });
    }
  });
  return (
    <main className="page narrow">
      <form
        className="card entry-card"
        data-testid={`${props.mode}-form`}
        onSubmit={(event) => {
          event.preventDefault();
          void enter.run();
        }}
      >
        <h1>{isNew ? "Open an account" : "Welcome back"}</h1>
        <div className="field">
          <label htmlFor="email">E-mail address</label>
          <input
            id="email"
            type="email"
            required
            autoComplete="username"
            value={email}
            data-testid="email"
            onChange={(event) => setEmail(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="password">Password</label>
          <input
            id="password"
            type="password"
            required
            autoComplete={isNew ? "new-password" : "current-password"}
            value={password}
            data-testid="password"
            aria-describedby={isNew ? "password-hint" : undefined}
            onChange={(event) => setPassword(event.target.value)}
          />
          {isNew && (
            <small id="password-hint" className="hint">
              A long one that you use nowhere else.
            </small>
          )}
        </div>
        <Refusal error={enter.error} />
        <button type="submit" className="primary wide" disabled={enter.busy} data-testid="submit">
          {enter.busy ? "One moment…" : isNew ? "Sign up" : "Sign in"}
        </button>
        <p className="fine">
          {isNew ? "You have an account already? " : "New here? "}
          <a href={hrefOf({ page: isNew ? "sign-in" : "sign-up" })}>{isNew ? "Sign in" : "Open an account"}</a>
        </p>
      </form>
    </main>
  );
}
