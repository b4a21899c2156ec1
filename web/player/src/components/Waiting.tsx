import { usePage } from "../model/context.js";

/** While a bet waits and the platform is out of reach: what is going on with it. */
export function Waiting(props: { readonly busy: boolean }) {
  const online = usePage((state) => state.play.kind === "online");
  return (
    <div role="status" aria-live="polite">
      {props.busy && !online && (
        <p className="hint" data-testid="bet-waiting">
          Your bet is waiting for the connection. It is sent again under the same number and counts once.
        </p>
      )}
    </div>
  );
}
